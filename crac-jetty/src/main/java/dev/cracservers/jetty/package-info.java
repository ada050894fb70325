// SPDX-License-Identifier: Apache-2.0
/** To be filled: the map of this module. */
@NullMarked
package dev.cracservers.jetty;

import org.jspecify.annotations.NullMarked;
