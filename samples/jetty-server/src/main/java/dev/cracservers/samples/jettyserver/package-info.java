/**
 * Notes over HTTP, kept in PostgreSQL: {@link dev.cracservers.samples.jettyserver.NotesServer}
 * wires a pool, a server and the coordinator that takes both through a checkpoint.
 */
@NullMarked
package dev.cracservers.samples.jettyserver;

import org.jspecify.annotations.NullMarked;
