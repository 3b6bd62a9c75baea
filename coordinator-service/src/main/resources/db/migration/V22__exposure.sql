-- Which DPM made the rows, so that what an entity published under one of them can be added up.
alter table pool_contribution add column dpm_commitment text;
update pool_contribution set dpm_commitment = manifest::json ->> 'dpmCommitment';
alter table pool_contribution alter column dpm_commitment set not null;

create index pool_contribution_dpm on pool_contribution (collaboration_id, entity_id, dpm_commitment);
