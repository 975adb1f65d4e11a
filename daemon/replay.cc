#include "daemon/replay.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <string_view>
#include <thread>

#include "connectors/formats/dead_letter.h"

namespace syndicated {
namespace {

constexpr std::array kReasons = {Reason::undecodable, Reason::not_a_feed, Reason::no_content,
                                 Reason::too_large,   Reason::too_deep,   Reason::too_many,
                                 Reason::empty};
constexpr int kShrunkMax = 5;
constexpr Duration kPause = milliseconds(50);  // between two looks at wake()

std::string replay_origin(Reason reason, const std::string& topic, std::int32_t partition) {
  return std::string("replay:") + name_of(reason) + ':' + topic + '/' + std::to_string(partition);
}

}  // namespace

std::optional<Reason> find_reason(std::string_view name) {
  for (const Reason reason : kReasons) {
    if (name == name_of(reason)) return reason;
  }
  return std::nullopt;
}

class ReplaySource final : public Source {
 public:
  explicit ReplaySource(Replay& replay)
      : replay_(replay), reader_(replay.config_.kafka, {replay.topic_, false}, replay.clock_) {}

  Result<void> start(const Recovered& recovered) override;
  Result<BatchPtr> poll(Duration deadline) override;
  void idle(Duration deadline) override;
  bool finished() const override { return finished_; }
  void wake() override { woken_ = true; }

 private:
  // The first letter that was not replayed.
  struct Next {
    std::int64_t offset = 0;
    std::uint32_t epoch = 0;  // as in Position
  };

  Result<TopicOffsets> find_starts(const Recovered& recovered);
  void forget_uncommitted();
  bool has_ended() const;
  void take(const TopicMessage& message, Batch& batch);
  bool add_positions(Batch& batch);

  Replay& replay_;
  TopicReader reader_;
  TopicOffsets starts_;                          // of the partitions that have something to read
  std::map<Replay::Place, Next> next_;
  std::uint64_t left_ = 0;                       // of the limit
  bool finished_ = false;
  std::atomic<bool> woken_{false};
};

Result<void> ReplaySource::start(const Recovered& recovered) {
  const Result<TopicOffsets> starts = find_starts(recovered);
  if (!starts) return starts.error();
  forget_uncommitted();
  const std::uint64_t put_back = replay_.counts().put_back;
  left_ = replay_.options_.limit - std::min(replay_.options_.limit, put_back);
  starts_ = *starts;
  return reader_.begin(starts_);
}

Result<TopicOffsets> ReplaySource::find_starts(const Recovered& recovered) {
  const Result<TopicExtents> extents = reader_.extents();
  if (!extents) return extents.error();
  const bool is_first = replay_.ends_.empty();
  if (is_first) {
    for (const auto& [partition, extent] : *extents) replay_.ends_[partition] = extent.end;
  }
  TopicOffsets starts;
  for (const auto& [partition, end] : replay_.ends_) {
    const auto extent = extents->find(partition);
    if (extent == extents->end()) continue;
    std::int64_t start = end;
    for (const Reason reason : replay_.reasons_) {
      const auto known = recovered.positions.find(replay_origin(reason, replay_.topic_, partition));
      Next& next = next_[{partition, reason}];
      if (known != recovered.positions.end()) {
        next.offset = static_cast<std::int64_t>(known->second.number);
        next.epoch = known->second.epoch;
      }
      if (next.offset > extent->second.end) {
        // A leader that has only just taken over may not know the end yet.
        if (++replay_.shrunk_ <= kShrunkMax) {
          if (is_first) replay_.ends_.clear();
          return Error{ErrorKind::unavailable, "the topic of dead letters ends before where the last replay stood"};
        }
        next = {0, next.epoch + 1};  // the topic was made anew
      }
      next.offset = std::max(next.offset, extent->second.begin);
      start = std::min(start, next.offset);
    }
    if (start < end) starts[partition] = start;
  }
  return starts;
}

// What an earlier line was given and did not commit comes again.
void ReplaySource::forget_uncommitted() {
  for (auto& [place, letters] : replay_.handed_) {
    const std::int64_t next = next_[place].offset;
    std::erase_if(letters, [next](const Replay::Handed& letter) { return letter.offset >= next; });
  }
}

bool ReplaySource::has_ended() const {
  return left_ == 0 || std::all_of(starts_.begin(), starts_.end(), [&](const auto& start) {
           return reader_.position(start.first) >= replay_.ends_.at(start.first);
         });
}

Result<BatchPtr> ReplaySource::poll(Duration deadline) {
  auto batch = std::make_unique<Batch>();
  std::size_t bytes = 0;
  while (!has_ended() && bytes < kBatchBytesMax && batch->payloads.size() < kBatchEntriesMax) {
    const Duration left = std::min(deadline - replay_.clock_.steady(), kPause);
    const bool has_some = !batch->payloads.empty();
    const Result<std::optional<TopicMessage>> message =
        reader_.next(has_some ? Duration{} : std::max(left, Duration{}));
    if (!message) return message.error();
    if (*message) {
      bytes += (*message)->value.size();
      take(**message, *batch);
    } else if (has_some || left.ms <= 0 || woken_) {
      break;
    }
  }
  woken_ = false;
  finished_ = has_ended();
  if (batch->payloads.empty() && !finished_) return BatchPtr();
  // The last batch may have nothing but positions: behind what was passed over.
  const bool moved = add_positions(*batch);
  return moved || !batch->payloads.empty() ? std::move(batch) : BatchPtr();
}

void ReplaySource::take(const TopicMessage& message, Batch& batch) {
  // Behind the end lie the letters of those that failed again.
  if (message.offset >= replay_.ends_.at(message.partition)) return;
  Result<DeadLetter> letter = read_dead_letter(message.value);
  const std::optional<Reason> reason =
      letter ? find_reason(letter->reason) : std::optional(Reason::undecodable);
  // Another version may know more reasons; they are replayed with all, as what could not be decoded.
  const Replay::Place place{message.partition, reason.value_or(Reason::undecodable)};
  const auto next = next_.find(place);
  if (next == next_.end() || message.offset < next->second.offset) return;
  const bool put_back = letter && can_be_read_again(*letter);
  replay_.handed_[place].push_back({message.offset, put_back});
  if (!put_back) return;
  --left_;
  Payload payload = std::move(letter->payload);
  payload.source = replay_.source_of(letter->source_id);
  payload.origin = "topic:" + replay_.topic_ + '/' + std::to_string(message.partition);
  payload.offset = static_cast<std::uint64_t>(message.offset);
  if (payload.name.empty()) payload.name = payload.origin;
  batch.payloads.push_back(std::move(payload));
}

// False when nothing has moved since the last batch.
bool ReplaySource::add_positions(Batch& batch) {
  for (const auto& [partition, start] : starts_) {
    const std::int64_t read = std::min(reader_.position(partition), replay_.ends_.at(partition));
    for (const Reason reason : replay_.reasons_) {
      Next& next = next_.at({partition, reason});
      if (read <= next.offset) continue;
      next.offset = read;
      batch.positions.push_back({replay_origin(reason, replay_.topic_, partition), next.epoch,
                                 static_cast<std::uint64_t>(read)});
    }
  }
  return !batch.positions.empty();
}

void ReplaySource::idle(Duration deadline) {
  while (!woken_ && replay_.clock_.steady() < deadline) {
    // Nothing has to be kept alive: there is no membership.
    const Duration left = std::min(deadline - replay_.clock_.steady(), kPause);
    std::this_thread::sleep_for(std::chrono::milliseconds(std::max<std::int64_t>(left.ms, 1)));
  }
  woken_ = false;
}

Replay::Replay(const Config& config, ReplayOptions options, const Clock& clock)
    : config_(config),
      options_(options),
      clock_(clock),
      topic_(output_topic(config.kafka.sink, Stream::dead_letters)) {
  if (options.reason) {
    reasons_ = {*options.reason};
  } else {
    reasons_.assign(kReasons.begin(), kReasons.end());
  }
  for (const FeedConfig& feed : config.feeds) sources_[feed.options.info.id] = feed.options.info;
  for (const FileSourceOptions& file : config.files) sources_[file.info.id] = file.info;
  for (const TopicInput& input : config.kafka.topics) sources_[input.info.id] = input.info;
}

std::unique_ptr<Source> Replay::make_source() { return std::make_unique<ReplaySource>(*this); }

// A source that is not configured any more is known by its name alone.
const SourceInfo* Replay::source_of(const std::string& id) {
  const auto [entry, is_new] = sources_.try_emplace(id);
  if (is_new) entry->second.id = id;
  return &entry->second;
}

Replay::Counts Replay::counts() const {
  Counts counts;
  for (const auto& [place, letters] : handed_) {
    for (const Handed& letter : letters) ++(letter.put_back ? counts.put_back : counts.passed_over);
  }
  return counts;
}

}  // namespace syndicated
