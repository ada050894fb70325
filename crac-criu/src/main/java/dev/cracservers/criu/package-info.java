// SPDX-License-Identifier: Apache-2.0
/** To be filled: the map of this module. */
@NullMarked
package dev.cracservers.criu;

import org.jspecify.annotations.NullMarked;
