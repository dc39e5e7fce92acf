\set giver random(1, :people)
\set apart random(1, :people - 1)
\set taker 1 + (:giver - 1 + :apart) % :people
SELECT move(:giver, :taker, 1);
