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
 *
 * <p>This package is what org.crac and the JVM look up, and the flow of a checkpoint. The packages
 * below it are its parts, and no API: {@code descriptor} judges what is open, {@code memory} makes
 * the process small, {@code image} takes it to disk, {@code random} makes each copy different,
 * {@code platform} is the JDK and the kernel, {@code command} are {@code crac doctor} and {@code
 * crac inspect}.
 */
@NullMarked
package dev.cracservers.criu;

import org.jspecify.annotations.NullMarked;
