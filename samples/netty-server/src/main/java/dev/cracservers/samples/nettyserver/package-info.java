/**
 * The time over HTTP/1.1, HTTP/2 and WebSocket: {@link
 * dev.cracservers.samples.nettyserver.ChimeServer} starts it and wires it to the coordinator,
 * {@code ChimePipeline} finds out what a client speaks, {@code Chimes} answers.
 */
@NullMarked
package dev.cracservers.samples.nettyserver;

import org.jspecify.annotations.NullMarked;
