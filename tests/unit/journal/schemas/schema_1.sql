-- A journal as version 0.1.0 wrote it (schema 1): one order in doubt, its cancel, a fill.
BEGIN TRANSACTION;
CREATE TABLE fills (
            exec_id TEXT PRIMARY KEY,
            time_ms INTEGER NOT NULL,
            fill TEXT NOT NULL,
            at_ms INTEGER NOT NULL
        ) STRICT;
INSERT INTO "fills" VALUES('e-1',1700000000700,'{"product": "usdt-futures", "symbol": "BTCUSDT", "exec_id": "e-1", "order_id": "v-1", "client_oid": "tb-1", "side": "buy", "price": "64000", "size": "0.004", "value": "256.000", "fee": "0.1", "fee_coin": "USDT", "liquidity": "maker", "time_ms": "1100", "position_side": "net"}',1700000000800);
CREATE TABLE intents (
            intent_id TEXT PRIMARY KEY,
            kind TEXT NOT NULL,
            command TEXT NOT NULL,
            source TEXT NOT NULL,
            at_ms INTEGER NOT NULL
        ) STRICT;
INSERT INTO "intents" VALUES('tb-1','place','{"product": "usdt-futures", "symbol": "BTCUSDT", "client_oid": "tb-1", "side": "buy", "type": "limit", "size": "0.01", "unit": "base", "price": "64000", "time_in_force": "gtc", "position_side": "net", "margin_mode": "crossed"}','manual',1700000000000);
INSERT INTO "intents" VALUES('tb-2','cancel','{"product": "usdt-futures", "symbol": "BTCUSDT", "client_oid": "tb-1"}','manual',1700000001000);
CREATE TABLE outcomes (
            number INTEGER PRIMARY KEY,
            intent_id TEXT NOT NULL,
            kind TEXT NOT NULL,
            outcome TEXT NOT NULL,
            at_ms INTEGER NOT NULL
        ) STRICT;
INSERT INTO "outcomes" VALUES(1,'tb-1','unknown','{"client_oid": "tb-1", "cause": "No answer."}',1700000000500);
CREATE TABLE sessions (
            number INTEGER PRIMARY KEY,
            profile TEXT NOT NULL,
            venue TEXT NOT NULL,
            version TEXT NOT NULL,
            at_ms INTEGER NOT NULL
        ) STRICT;
INSERT INTO "sessions" VALUES(1,'paper','PAPER','0.1.0',1699999999000);
CREATE INDEX intents_by_time ON intents (at_ms);
CREATE INDEX outcomes_by_intent ON outcomes (intent_id);
CREATE INDEX fills_by_time ON fills (time_ms);
COMMIT;
PRAGMA user_version = 1;
