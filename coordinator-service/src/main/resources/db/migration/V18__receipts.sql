-- What the coordinator signed when it took the report; empty for reports from before.
alter table leakage_report add column receipt_jws text not null default '';
