#include "connectors/kafka/library_version.h"

#include <librdkafka/rdkafka.h>

#include <vector>

#include "connectors/kafka/client_conf.h"

namespace syndicated {
namespace {

constexpr int kNagleOff = 0x020a00ff;    // from here on by default
constexpr int kScramMended = 0x020601ff;

std::string joined(const std::vector<std::string>& parts) {
  std::string all;
  for (const std::string& part : parts) all += (all.empty() ? "" : "; ") + part;
  return all;
}

}  // namespace

std::string kafka_library_version() { return rd_kafka_version_str(); }

std::string kafka_guards() {
  std::vector<std::string> guards = {
      "offsets only grow",                      // stale fetches after a rebalance (4636)
      "group metadata of one generation",       // a commit without member and generation is unfenced
      "new producer after any unclear commit",  // a delayed EndTxn must not join the next transaction (5423)
      "no pause, no seek",                      // batches skip offsets after them (fixed 2.1.0)
      "fatal errors are asked for"};            // a fenced static member is silent
  if (rd_kafka_version() < kNagleOff) guards.emplace_back("Nagle off");
  return joined(guards);
}

std::string kafka_limits() {
  std::vector<std::string> limits;
  if (rd_kafka_version() < kScramMended) {
    limits.emplace_back("SCRAM works with brokers before Kafka 4.0 only (mended in 2.6.1)");
  }
  return joined(limits);
}

}  // namespace syndicated
