// TopicSink: the Kafka sink and its state store. One commit is one transaction: records, relations,
// dead letters, the three state logs, the positions and the offsets of the inputs.
//
// The transactional id is stable over restarts, so that a new process fences its own past at once
// and a twin is fenced. Whatever the outcome of a transaction other than done, the producer is
// destroyed: a new one with the same id makes any request of the old one void, and recover() reads
// from the broker what became of it. It is replaced also after a transaction that is done, but whose
// end may have been asked for twice: the second request must not end the next transaction.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>

#include "connectors/kafka/kafka_options.h"
#include "pipeline/clock.h"
#include "pipeline/log.h"
#include "pipeline/sink.h"
#include "pipeline/state_store.h"

namespace syndicated {

class TopicSink final : public Sink, public StateStore {
 public:
  // `stopping` is set by another thread to end a recover() that waits for brokers. Everything given
  // outlives the sink. `last_epoch` is that of the line which this process had before, 0 for its first: whoever has
  // committed since in a later one has taken over, and recover() lets it be.
  TopicSink(const KafkaOptions& options, const Clock& clock, Log& log, const std::atomic<bool>* stopping = nullptr,
            std::uint64_t last_epoch = 0);
  ~TopicSink() override;

  // Fences whoever had the transactional id, makes or checks the topics, then reads the state logs
  // to the end that they had after that. Errors: unavailable (no broker; call again), fenced, config
  // with what to do. Owner thread; blocks for at most about a minute.
  Result<Recovered> recover(StateReader& reader) override;

  // Who the consumer of this line is in its group (TopicSource::group_metadata); "" for a line
  // without topics. Before the first commit of each line.
  void set_group_metadata(std::string metadata);

  CommitResult commit(std::span<const BatchPtr> batches) override;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace syndicated
