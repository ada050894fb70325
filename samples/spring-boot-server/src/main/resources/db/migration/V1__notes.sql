create table notes (id bigserial primary key, text text not null);

-- Whoever runs the service later need not be the role that created it.
grant all on notes, notes_id_seq to public;
