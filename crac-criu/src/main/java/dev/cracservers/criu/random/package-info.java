/**
 * Random generators that do not repeat in each process restored from one image.
 *
 * <p>{@link dev.cracservers.criu.random.Randomness} is what the engine calls after a restore.
 */
@NullMarked
package dev.cracservers.criu.random;

import org.jspecify.annotations.NullMarked;
