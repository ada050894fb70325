/**
 * {@code crac doctor} and {@code crac inspect}: programs of their own, which look at a server and
 * at an image. Nothing in the engine needs them.
 */
@NullMarked
package dev.cracservers.criu.command;

import org.jspecify.annotations.NullMarked;
