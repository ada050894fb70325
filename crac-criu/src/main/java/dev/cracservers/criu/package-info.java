/**
 * An engine for org.crac on a stock JDK: CRIU takes the image.
 *
 * <p>org.crac finds it by {@code -Dorg.crac.Core.Compat=dev.cracservers.criu}; {@code crac run}
 * sets that. The five types org.crac looks up are {@link dev.cracservers.criu.Core}, {@link
 * dev.cracservers.criu.Context}, {@link dev.cracservers.criu.Resource}, {@link
 * dev.cracservers.criu.CheckpointException} and {@link dev.cracservers.criu.RestoreException}.
 * {@link dev.cracservers.criu.Agent} brings the engine into an application that does not know it.
 *
 * <p>A checkpoint notifies the resources, makes the process small, starts a shell outside its
 * process tree that runs CRIU, and waits to be dumped. In the restored process the same thread goes
 * on: it reads what the launcher left for it and notifies the resources again.
 */
@NullMarked
package dev.cracservers.criu;

import org.jspecify.annotations.NullMarked;
