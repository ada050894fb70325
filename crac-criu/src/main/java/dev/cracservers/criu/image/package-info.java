/**
 * The folder of an image, from the request to the manifest, and the dump by CRIU into it.
 *
 * <p>{@link dev.cracservers.criu.image.CheckpointRequest} says what is asked for, {@link
 * dev.cracservers.criu.image.ImageFolder} is where it goes, {@link dev.cracservers.criu.image.Dump}
 * runs CRIU through {@code dump.sh} outside of the process tree, {@link
 * dev.cracservers.criu.image.Manifest} says what the image is and needs, and {@link
 * dev.cracservers.criu.image.RestoreChannel} is where a restored process finds its launcher.
 */
@NullMarked
package dev.cracservers.criu.image;

import org.jspecify.annotations.NullMarked;
