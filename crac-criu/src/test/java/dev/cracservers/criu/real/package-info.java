/** The engine and the launcher with real images, as their users meet them. */
@NullMarked
package dev.cracservers.criu.real;

import org.jspecify.annotations.NullMarked;
