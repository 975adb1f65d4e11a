#include "config/forms.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "config/source_line.h"

namespace syndicated {
namespace {

constexpr std::size_t text_bytes_max = 4096;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }

char lower(char c) { return is_upper(c) ? static_cast<char>(c - 'A' + 'a') : c; }

std::string lowered(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(), lower);
  return out;
}

std::string quoted(std::string_view text) { return "`" + std::string(text) + "`"; }

// A host name in letters, digits, hyphens and dots (RFC 1123), or with non-ASCII letters (IDN).
bool is_host(std::string_view host) {
  if (host.empty() || host.size() > 253) return false;
  std::size_t label = 0;
  for (std::size_t i = 0; i <= host.size(); ++i) {
    const char c = i < host.size() ? host[i] : '.';
    if (c == '.') {
      if (label == 0 || label > 63 || host[i - 1] == '-' || host[i - label] == '-') return false;
      label = 0;
      continue;
    }
    if (!is_digit(c) && !is_lower(lower(c)) && c != '-' && c != '_' &&
        static_cast<unsigned char>(c) < 0x80) {
      return false;
    }
    ++label;
  }
  return true;
}

std::optional<FormProblem> check_text(std::string_view text) {
  if (text.size() > text_bytes_max) {
    return FormProblem{"SY0110", "is longer than 4 KiB", ""};
  }
  if (!is_utf8(text)) return FormProblem{"SY0112", "is not UTF-8", ""};
  for (unsigned char c : text) {
    if (c < 0x20 || c == 0x7F) {
      return FormProblem{"SY0112", "holds a control character or a line end", ""};
    }
  }
  return std::nullopt;
}

std::optional<FormProblem> check_identifier(std::string_view text) {
  bool good = text.size() <= 64 && text.front() != '-';
  for (char c : text) good = good && (is_lower(c) || is_digit(c) || c == '-');
  if (good) return std::nullopt;
  std::string proposal;
  for (char c : text.substr(0, 64)) {
    const char l = lower(c);
    if (is_lower(l) || is_digit(l)) {
      proposal += l;
    } else if (!proposal.empty() && proposal.back() != '-') {
      proposal += '-';
    }
  }
  while (!proposal.empty() && proposal.back() == '-') proposal.pop_back();
  std::string hint = "up to 64 of a-z, 0-9 and `-`, no `-` first";
  if (!proposal.empty()) hint = quoted(proposal) + "?";
  return FormProblem{"SY0112", "is not an id", hint};
}

// RFC 4151: authorityName "," date; the name is a domain or a mail address, the date is
// YYYY[-MM[-DD]].
std::optional<FormProblem> check_authority(std::string_view text) {
  const FormProblem problem{"SY0112", "is not a tagging entity (RFC 4151)",
                            "a domain and a date on which it was yours: `example.org,2025`"};
  const std::size_t comma = text.rfind(',');
  if (comma == std::string_view::npos) return problem;
  std::string_view name = text.substr(0, comma);
  const std::string_view date = text.substr(comma + 1);
  const std::size_t sign = name.find('@');
  if (sign == 0) return problem;
  if (sign != std::string_view::npos) {
    for (char c : name.substr(0, sign)) {
      if (!is_digit(c) && !is_lower(c) && c != '-' && c != '.' && c != '_') return problem;
    }
    name.remove_prefix(sign + 1);
  }
  for (char c : name) {
    if (is_upper(c) || static_cast<unsigned char>(c) >= 0x80 || c == '_') return problem;
  }
  if (!is_host(name)) return problem;
  if (date.size() != 4 && date.size() != 7 && date.size() != 10) return problem;
  for (std::size_t i = 0; i < date.size(); ++i) {
    if ((i == 4 || i == 7) ? date[i] != '-' : !is_digit(date[i])) return problem;
  }
  const auto two = [&](std::size_t i) { return (date[i] - '0') * 10 + (date[i + 1] - '0'); };
  if (date.size() >= 7 && (two(5) < 1 || two(5) > 12)) return problem;
  if (date.size() == 10 && (two(8) < 1 || two(8) > 31)) return problem;
  return std::nullopt;
}

std::optional<FormProblem> check_url(std::string_view text, FeedUrl& parts) {
  const auto problem = [](std::string message, std::string hint = "") {
    return FormProblem{"SY0113", std::move(message), std::move(hint)};
  };
  const std::size_t scheme_end = text.find("://");
  if (scheme_end == std::string_view::npos) {
    return problem("is not a URL", "it begins with `https://` or `http://`");
  }
  const std::string scheme = lowered(text.substr(0, scheme_end));
  if (scheme != "https" && scheme != "http") {
    return problem("is not an http or https URL", "only `https://` and `http://` are fetched");
  }
  for (unsigned char c : text) {
    if (c <= 0x20 || c == 0x7F || c == '\\' || c == '<' || c == '>' || c == '"') {
      return problem("holds a character that no URL has", "percent-encode it");
    }
  }
  const std::string_view rest = text.substr(scheme_end + 3);
  std::string_view authority = rest.substr(0, rest.find_first_of("/?#"));
  if (authority.find('@') != std::string_view::npos) {
    return FormProblem{"SY0304", "contains a user name or a password",
                       "use `auth` with `user` and `password_file`"};
  }
  parts.is_https = scheme == "https";
  parts.port = parts.is_https ? 443 : 80;
  const bool is_ipv6 = !authority.empty() && authority.front() == '[';
  const std::size_t host_end =
      is_ipv6 ? authority.find(']') + 1 : std::min(authority.find(':'), authority.size());
  if (is_ipv6 && host_end == 0) return problem("has an IPv6 address without `]`");
  const std::string_view host = authority.substr(0, host_end);
  const std::string_view port = authority.substr(host_end);
  parts.host = lowered(host);
  if (is_ipv6) {
    std::array<unsigned char, 16> ignored;
    const std::string inside(host.substr(1, host.size() - 2));
    if (::inet_pton(AF_INET6, inside.c_str(), ignored.data()) != 1) {
      return problem("has a host that is no IPv6 address");
    }
  } else {
    // A root dot is legal in a name.
    std::string_view name = host;
    if (name.size() > 1 && name.back() == '.') name.remove_suffix(1);
    if (!is_host(name)) return problem(host.empty() ? "has no host" : "has a host that is no name");
  }
  if (!port.empty()) {
    unsigned value = 0;
    const char* const end = port.data() + port.size();
    const auto [stopped, error] = std::from_chars(port.data() + 1, end, value);
    const bool good =
        port[0] == ':' && error == std::errc{} && stopped == end && value >= 1 && value <= 65535;
    if (!good) return problem("has a port that is no number from 1 to 65535");
    parts.port = static_cast<std::uint16_t>(value);
  }
  return std::nullopt;
}

std::optional<FormProblem> check_network(std::string_view text) {
  const std::string address(text.substr(0, text.find('/')));
  std::array<unsigned char, 16> bytes{};
  const bool is_ipv4 = ::inet_pton(AF_INET, address.c_str(), bytes.data()) == 1;
  const bool is_ipv6 = !is_ipv4 && ::inet_pton(AF_INET6, address.c_str(), bytes.data()) == 1;
  if (!is_ipv4 && !is_ipv6) {
    return FormProblem{"SY0114", "is not a network", "an address and a prefix: `10.1.2.0/24`"};
  }
  const unsigned bits_max = is_ipv4 ? 32 : 128;
  if (address.size() == text.size()) {
    return FormProblem{"SY0114", "has no prefix",
                       quoted(address + "/" + std::to_string(bits_max)) + "?"};
  }
  const std::string_view prefix = text.substr(address.size() + 1);
  unsigned bits = 0;
  const char* const end = prefix.data() + prefix.size();
  const auto [stopped, error] = std::from_chars(prefix.data(), end, bits);
  if (error != std::errc{} || stopped != end || bits > bits_max) {
    return FormProblem{"SY0114", "has a wrong prefix", "from 0 to " + std::to_string(bits_max)};
  }
  bool outside = false;
  for (unsigned bit = bits; bit < bits_max; ++bit) {
    unsigned char& byte = bytes[bit / 8];
    const unsigned char mask = static_cast<unsigned char>(0x80u >> (bit % 8));
    outside = outside || (byte & mask) != 0;
    byte = static_cast<unsigned char>(byte & ~mask);
  }
  if (!outside) return std::nullopt;
  std::array<char, INET6_ADDRSTRLEN> network{};
  ::inet_ntop(is_ipv4 ? AF_INET : AF_INET6, bytes.data(), network.data(), network.size());
  return FormProblem{"SY0114", "has bits behind its prefix",
                     "`" + std::string(network.data()) + "/" + std::to_string(bits) + "`?"};
}

std::optional<FormProblem> check_host(std::string_view text) {
  if (is_host(text)) return std::nullopt;
  return FormProblem{"SY0112", "is not a host name", "for example `news.example.org`"};
}

std::optional<FormProblem> check_language(std::string_view text) {
  if ((text.size() == 2 || text.size() == 3) && std::all_of(text.begin(), text.end(), is_lower)) {
    return std::nullopt;
  }
  const std::string primary = lowered(text.substr(0, text.find_first_of("-_")));
  std::string hint = "two or three small letters, for example `en`";
  const bool usable = primary.size() == 2 || primary.size() == 3;
  if (usable && std::all_of(primary.begin(), primary.end(), is_lower)) hint = quoted(primary) + "?";
  return FormProblem{"SY0112", "is not a primary language subtag (BCP 47)", hint};
}

std::optional<FormProblem> check_country(std::string_view text) {
  if (text.size() == 2 && is_upper(text[0]) && is_upper(text[1])) return std::nullopt;
  std::string hint = "two capitals, for example `IN`";
  if (text.size() == 2 && is_lower(lower(text[0])) && is_lower(lower(text[1]))) {
    std::string capitals(text);
    for (char& c : capitals) {
      if (is_lower(c)) c = static_cast<char>(c - 'a' + 'A');
    }
    hint = quoted(capitals) + "?";
  }
  return FormProblem{"SY0112", "is not a country code (ISO 3166-1 alpha-2)", hint};
}

// The names that a broker takes; it keeps a few for itself.
std::optional<FormProblem> check_topic(std::string_view text) {
  constexpr std::size_t topic_bytes_max = 249;
  constexpr std::string_view internal[] = {"__cluster_metadata", "__consumer_offsets",
                                           "__share_group_state", "__transaction_state"};
  bool good = text.size() <= topic_bytes_max && text != "." && text != "..";
  for (char c : text) {
    good = good && (is_digit(c) || is_lower(lower(c)) || c == '.' || c == '_' || c == '-');
  }
  if (!good) {
    return FormProblem{"SY0112", "is not the name of a topic",
                       "up to 249 of a-z, A-Z, 0-9, `.`, `_` and `-`"};
  }
  if (std::find(std::begin(internal), std::end(internal), text) != std::end(internal)) {
    return FormProblem{"SY0112", "is a topic that Kafka keeps for itself", ""};
  }
  return std::nullopt;
}

std::optional<FormProblem> check_broker(std::string_view text) {
  const auto problem = [](std::string message, std::string hint) {
    return FormProblem{"SY0112", std::move(message), std::move(hint)};
  };
  const std::string example = "for example `kafka-1.example.org:9092`";
  if (text.find("://") != std::string_view::npos) {
    return problem("is no broker: it has a scheme", "host:port alone; `kafka.security` encrypts");
  }
  const bool is_bracketed = text.front() == '[';
  const std::size_t bracket = text.find(']');
  if (is_bracketed && bracket == std::string_view::npos) {
    return problem("has an IPv6 address without `]`", "as in `[2001:db8::1]:9092`");
  }
  const std::size_t host_end = is_bracketed ? bracket + 1 : text.find(':');
  const std::string_view host = text.substr(0, host_end);
  const std::string_view port = host.size() == text.size() ? "" : text.substr(host.size());
  if (is_bracketed) {
    std::array<unsigned char, 16> ignored;
    const std::string inside(host.substr(1, host.size() - 2));
    if (::inet_pton(AF_INET6, inside.c_str(), ignored.data()) != 1) {
      return problem("has a host that is no IPv6 address", "as in `[2001:db8::1]:9092`");
    }
  } else if (std::count(text.begin(), text.end(), ':') > 1) {
    return problem("is no host and port", "an IPv6 address stands in brackets");
  } else if (!is_host(host)) {
    return problem("has a host that is no name", example);
  }
  if (port.empty()) return problem("has no port", quoted(std::string(host) + ":9092") + "?");
  unsigned value = 0;
  const char* const end = port.data() + port.size();
  const auto [stopped, error] = std::from_chars(port.data() + 1, end, value);
  const bool is_port =
      port[0] == ':' && error == std::errc{} && stopped == end && value >= 1 && value <= 65535;
  if (!is_port) return problem("has a port that is no number from 1 to 65535", example);
  return std::nullopt;
}

}  // namespace

std::optional<FormProblem> check_form(Kind kind, std::string_view text) {
  if (text.empty()) return std::nullopt;
  if (std::optional<FormProblem> problem = check_text(text)) return problem;
  FeedUrl ignored;
  switch (kind) {
    case Kind::identifier:
      return check_identifier(text);
    case Kind::authority:
      return check_authority(text);
    case Kind::url:
      return check_url(text, ignored);
    case Kind::host:
      return check_host(text);
    case Kind::language:
      return check_language(text);
    case Kind::country:
      return check_country(text);
    case Kind::networks:
      return check_network(text);
    case Kind::topic:
      return check_topic(text);
    case Kind::brokers:
      return check_broker(text);
    default:
      return std::nullopt;
  }
}

std::optional<FeedUrl> split_feed_url(std::string_view url) {
  FeedUrl parts;
  if (url.empty() || check_url(url, parts)) return std::nullopt;
  return parts;
}

}  // namespace syndicated
