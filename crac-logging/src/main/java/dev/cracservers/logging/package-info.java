// SPDX-License-Identifier: Apache-2.0
/**
 * Log files under checkpoint and restore.
 *
 * <ul>
 *   <li>{@link dev.cracservers.logging.LogFileResource} closes them in CLOSE and opens them again
 *       in REOPEN;
 *   <li>{@code LogbackFiles} and {@code Log4jFiles} find the files of each library;
 *   <li>{@code BufferedLines} keeps what is logged while the files are closed.
 * </ul>
 */
@NullMarked
package dev.cracservers.logging;

import org.jspecify.annotations.NullMarked;
