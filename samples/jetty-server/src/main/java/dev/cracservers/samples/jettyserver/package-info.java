/**
 * Notes over HTTP, kept in PostgreSQL: {@link dev.cracservers.samples.jettyserver.NotesServer}
 * wires a server and the coordinator, and {@link
 * dev.cracservers.samples.jettyserver.NotesApplication} what runs in it.
 */
@NullMarked
package dev.cracservers.samples.jettyserver;

import org.jspecify.annotations.NullMarked;
