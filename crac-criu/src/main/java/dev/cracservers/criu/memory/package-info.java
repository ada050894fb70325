/**
 * The memory of this process: what makes it small before the dump, and of what kind it is.
 *
 * <p>{@link dev.cracservers.criu.memory.Memory} runs the steps that free it; {@link
 * dev.cracservers.criu.memory.MemoryKinds} counts what is left.
 */
@NullMarked
package dev.cracservers.criu.memory;

import org.jspecify.annotations.NullMarked;
