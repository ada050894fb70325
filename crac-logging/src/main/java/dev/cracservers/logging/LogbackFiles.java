// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.logging;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.sift.SiftingAppender;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.FileAppender;
import ch.qos.logback.core.spi.AppenderAttachable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.slf4j.LoggerFactory;

/**
 * The log files of Logback. A {@code prudent} appender keeps its file: it accepts no other stream,
 * and locks the file for each line alone.
 */
final class LogbackFiles implements LogFileResource.Library {
  @Override
  public List<LogFileResource.Opened> opened() {
    if (!(LoggerFactory.getILoggerFactory() instanceof LoggerContext context)) {
      return List.of();
    }
    Set<FileAppender<ILoggingEvent>> files = Collections.newSetFromMap(new IdentityHashMap<>());
    for (Logger logger : context.getLoggerList()) {
      logger.iteratorForAppenders().forEachRemaining(each -> collect(each, files));
    }
    List<LogFileResource.Opened> opened = new ArrayList<>();
    for (FileAppender<ILoggingEvent> file : files) {
      if (file.isStarted() && !file.isPrudent()) {
        opened.add(new Opened(file, new BufferedLines(file.getFile())));
      }
    }
    return opened;
  }

  @SuppressWarnings("unchecked") // Appenders attached to an appender take the same events.
  private static void collect(
      Appender<ILoggingEvent> appender, Collection<FileAppender<ILoggingEvent>> files) {
    if (appender instanceof FileAppender<ILoggingEvent> file) {
      files.add(file);
    } else if (appender instanceof SiftingAppender sifting) {
      sifting.getAppenderTracker().allComponents().forEach(each -> collect(each, files));
    } else if (appender instanceof AppenderAttachable<?> outer) {
      ((AppenderAttachable<ILoggingEvent>) outer)
          .iteratorForAppenders()
          .forEachRemaining(each -> collect(each, files));
    }
  }

  private record Opened(FileAppender<ILoggingEvent> appender, BufferedLines lines)
      implements LogFileResource.Opened {
    @Override
    public void close() {
      appender.setOutputStream(lines);
    }

    @Override
    public void reopen() throws IOException {
      // The appender was stopped, which wrote its lines to the file, or it has rolled over.
      if (appender.getOutputStream() != lines) {
        return;
      }
      boolean append = appender.isAppend();
      appender.setAppend(true);
      try {
        // Closes the lines before the next one is written.
        appender.openFile(appender.getFile());
      } finally {
        appender.setAppend(append);
      }
    }

    @Override
    public String toString() {
      return appender.getFile();
    }
  }
}
