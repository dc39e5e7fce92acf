-- Double entry as a careful program would keep it: balances with their limit, and two lines for each
-- transfer that never change.
CREATE TABLE account (id int PRIMARY KEY, balance numeric(31) NOT NULL CHECK (balance >= 0))
    WITH (fillfactor = 70);
CREATE TABLE transfer (
    id bigserial PRIMARY KEY, at timestamptz NOT NULL DEFAULT now(), credit int NOT NULL,
    debit int NOT NULL, amount numeric(31) NOT NULL CHECK (amount > 0));
CREATE TABLE posting (transfer bigint NOT NULL, account int NOT NULL, change numeric(31) NOT NULL);
INSERT INTO account SELECT n, 1000 FROM generate_series(1, :people) AS n;
-- One round trip for each transfer; accounts are locked in one order, so that none waits for ever.
CREATE FUNCTION move(giver int, taker int, much numeric) RETURNS void LANGUAGE plpgsql AS $$
DECLARE number bigint;
BEGIN
    PERFORM 1 FROM account WHERE id IN (giver, taker) ORDER BY id FOR UPDATE;
    UPDATE account SET balance = balance - much WHERE id = giver;
    UPDATE account SET balance = balance + much WHERE id = taker;
    INSERT INTO transfer (credit, debit, amount) VALUES (giver, taker, much) RETURNING id INTO number;
    INSERT INTO posting VALUES (number, giver, -much), (number, taker, much);
END $$;
VACUUM ANALYZE;
