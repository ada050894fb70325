/**
 * Sockets by the kernel's word, for whoever writes an adapter; an application does not need it. In
 * the order of the flow:
 *
 * <ul>
 *   <li>{@link dev.cracservers.core.sockets.KernelSocket} is a socket of TCP or UDP, whoever has
 *       it: what DRAIN and CLOSE have closed is gone when it is not listed any more;
 *   <li>{@link dev.cracservers.core.sockets.OpenDescriptors} is what this process itself has open,
 *       {@link dev.cracservers.core.sockets.OwnSockets} its sockets, and the proof that they are
 *       gone;
 *   <li>{@link dev.cracservers.core.sockets.ListenSettings} says where REBIND listens;
 *   <li>{@link dev.cracservers.core.sockets.SocketHolder} says who is there already.
 * </ul>
 */
@NullMarked
package dev.cracservers.core.sockets;

import org.jspecify.annotations.NullMarked;
