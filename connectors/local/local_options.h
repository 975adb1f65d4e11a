// Options of the local connector. Plain values; config/ fills them.
#pragma once

#include <cstdint>
#include <string>

#include "pipeline/source_info.h"
#include "pipeline/time.h"

namespace syndicated {

struct FileSourceOptions {
  SourceInfo info;
  std::string path;  // a file, a directory (its regular files in byte order), or "-" for stdin
  bool follow =
      true;  // wait for new files and appended lines; false: read what is there, then finish
  Duration scan_interval = seconds(1);           // how often a followed path is looked at
  std::uint64_t document_bytes_max = 1u << 30;   // larger documents are dead letters
  std::uint64_t payload_bytes_max =
      16u << 20;  // larger feeds are read in parts; other documents are dead letters
  std::uint64_t line_bytes_max = 1u << 20;       // longer NDJSON lines are dead letters
};

struct JournalSinkOptions {
  std::string state_dir;       // holds the journal; created with mode 0700 when absent
  std::string output_path;     // records; "-" is stdout: at least once
  std::string relations_path;  // "" puts ".relations" behind output_path; unused with stdout
  std::string
      dead_letters_path;  // "" puts ".dead" behind output_path; with stdout: in the state directory
  bool fsync = true;      // false: survives the end of the process, not of the machine
  Duration marks_retention = days(31);       // exact window plus slack
  Duration decisions_retention = hours(78);  // near window plus slack
  std::uint64_t segment_bytes = 16u << 20;   // a journal segment is closed at this size
};

}  // namespace syndicated
