// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.samples.springboot;

import java.nio.charset.StandardCharsets;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.task.AsyncTaskExecutor;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.reactive.config.BlockingExecutionConfigurer;
import org.springframework.web.reactive.config.WebFluxConfigurer;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** What the application needs to run on WebFlux too: nothing of it may block an event loop. */
@RestController
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
class NotesOnWebFlux implements WebFluxConfigurer {
  private final NotesController notes;
  private final AsyncTaskExecutor executor;

  NotesOnWebFlux(NotesController notes, AsyncTaskExecutor applicationTaskExecutor) {
    this.notes = notes;
    this.executor = applicationTaskExecutor;
  }

  @Override
  public void configureBlockingExecution(BlockingExecutionConfigurer configurer) {
    configurer.setExecutor(executor);
  }

  @GetMapping("/slow")
  Mono<Void> slow(int millis, ServerHttpResponse response) {
    Mono<String> role =
        Mono.fromCallable(() -> notes.roleAfter(millis)).subscribeOn(Schedulers.boundedElastic());
    Flux<String> lines =
        Flux.concat(Mono.just("begun\n"), role.map(each -> "done by " + each + "\n"));
    return response.writeAndFlushWith(lines.map(line -> Mono.just(bytes(response, line))));
  }

  private static DataBuffer bytes(ServerHttpResponse response, String line) {
    return response.bufferFactory().wrap(line.getBytes(StandardCharsets.UTF_8));
  }
}
