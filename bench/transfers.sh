#!/usr/bin/env bash
# Transfers per second, one after the other on this machine: the whole path of this program (signature,
# rules, log synced, state, receipt), and PostgreSQL doing the same double entry durably with many
# clients, in one round trip each. Needs: a release build of polity, PostgreSQL with pgbench, jq.
# Usage: bench/transfers.sh [PEOPLE] [SECONDS]; CLIENTS="16 64 256" names other numbers of clients.
#
# What is the same: people, a transfer of 1 between two of them, balances that never fall below nothing,
# an entry that stays for each transfer and each side of it, and no answer before the disk has it.
# What is not: here every transfer is signed, checked against a charter, hashed into a log and a tree, and
# answered with a receipt; all that may wait are handed in at once by one process, which shares the cores.
# PostgreSQL signs nothing, and its clients wait for each answer: the best of several numbers of clients
# counts. It gets what helps it without losing durability: half a gigabyte of buffers, prepared statements
# over a local socket, no replication in its log (wal_level=minimal), no checkpoint while it is measured.
set -euo pipefail
cd "$(dirname "$0")/.."
people=${1:-40000} seconds=${2:-30} clients=${CLIENTS:-16 64 256}
polity=${POLITY:-target/release/polity}
programs=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -1)
programs=${POSTGRES_BIN:-$programs}
folder=$(mktemp -d)
as=()
if [ "$(id -u)" = 0 ]; then as=(runuser -u postgres --); chown postgres "$folder"; chmod 755 "$folder"; fi
"${as[@]}" "$programs/initdb" -D "$folder/data" -A trust -U bench >"$folder/init.txt"
"${as[@]}" "$programs/postgres" -D "$folder/data" -p 54329 -k "$folder" -c listen_addresses= \
    -c fsync=on -c synchronous_commit=on -c shared_buffers=512MB -c max_connections=400 \
    -c max_wal_size=4GB -c checkpoint_timeout=1h -c wal_level=minimal -c max_wal_senders=0 -c jit=off >"$folder/server.txt" 2>&1 &
stop() { "${as[@]}" "$programs/pg_ctl" stop -s -m fast -D "$folder/data" 2>/dev/null || true; }
trap 'stop; rm -rf "$folder"' EXIT
for _ in $(seq 100); do
    "$programs/pg_isready" -q -h "$folder" -p 54329 && break
    sleep 0.1
done
sql=("$programs/psql" -q -h "$folder" -p 54329 -U bench -d postgres)
"${sql[@]}" -v people="$people" -f bench/schema.sql
theirs=0 best=0
for count in $clients; do
    sync
    "$programs/pgbench" -n -h "$folder" -p 54329 -U bench -M prepared -c "$count" -j 4 -T "$seconds" \
        -D people="$people" -f bench/transfer.sql postgres >"$folder/pgbench.txt" 2>"$folder/errors.txt"
    made=$(sed -n 's/^tps = \([0-9]*\).*/\1/p' "$folder/pgbench.txt")
    echo "PostgreSQL: $made transfers/s with $count clients"
    if [ "$made" -gt "$theirs" ]; then theirs=$made best=$count; fi
done
sum=$("${sql[@]}" -At -c "SELECT sum(balance) = 1000 * $people FROM account")
[ "$sum" = t ] || { echo "PostgreSQL lost money"; exit 1; }
stop
# Neither pays for what the other left to write.
sync
ours=$("$polity" --json bench --transfers --members "$people" --operations "$((people * 30))" 2>/dev/null)
ours=$(jq .transfers_per_second <<<"$ours")
echo "polity: $ours transfers/s; PostgreSQL: $theirs transfers/s with $best clients;" \
    "ratio $(awk "BEGIN { printf \"%.1f\", $ours / $theirs }"); load $(cut -d' ' -f1 /proc/loadavg)," \
    "$(nproc) cores"
