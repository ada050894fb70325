/**
 * A server for tests: a program that takes orders as files, since it must hold no socket when its
 * image is taken. {@link dev.cracservers.criu.subject.Subject} is that program, {@link
 * dev.cracservers.criu.subject.Orders} the side of the test.
 */
@NullMarked
package dev.cracservers.criu.subject;

import org.jspecify.annotations.NullMarked;
