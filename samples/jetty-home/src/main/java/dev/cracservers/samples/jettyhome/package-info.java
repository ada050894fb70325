/** The notes as a web application for a Jetty home. */
@NullMarked
package dev.cracservers.samples.jettyhome;

import org.jspecify.annotations.NullMarked;
