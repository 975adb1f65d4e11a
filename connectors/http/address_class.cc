#include "connectors/http/address_class.h"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>
#include <cstring>

namespace syndicated {
namespace {

constexpr int kMappedBits = 96;

struct Row4 {
  std::uint32_t base;
  int prefix;
  const char* what;
};

// What is not globally routable unicast in IPv4. Parts of 192.0.0.0/24 are globally reachable on
// paper, but no publisher lives there. The last row is not in the registry: the host agent of a
// large cloud answers there although the address looks public.
constexpr Row4 kRows4[] = {
    {0x00000000, 8, "an address of this network (0.0.0.0/8)"},
    {0x0A000000, 8, "a private address"},
    {0x64400000, 10, "a shared address of a carrier (100.64.0.0/10)"},
    {0x7F000000, 8, "a loopback address"},
    {0xA9FE0000, 16, "a link-local address"},
    {0xAC100000, 12, "a private address"},
    {0xC0000000, 24, "a protocol assignment (192.0.0.0/24)"},
    {0xC0000200, 24, "a documentation address"},
    {0xC0586300, 24, "a 6to4 relay address"},
    {0xC0A80000, 16, "a private address"},
    {0xC6120000, 15, "a benchmarking address"},
    {0xC6336400, 24, "a documentation address"},
    {0xCB007100, 24, "a documentation address"},
    {0xE0000000, 4, "a multicast address"},
    {0xF0000000, 4, "a reserved address (240.0.0.0/4)"},
    {0xA83F8110, 32, "a cloud metadata address"},
};

struct Row6 {
  std::uint64_t high, low;  // the 16 bytes as two big-endian numbers
  int prefix;
  const char* what;
};

// IPv6 rows for better words; whatever is outside 2000::/3 is refused anyway. The well-known NAT64
// prefix is not here: behind it stands an IPv4 address that is judged itself.
constexpr Row6 kRows6[] = {
    {0, 0, 128, "the unspecified address"},
    {0, 1, 128, "a loopback address"},
    {0, 0, 96, "an IPv4-compatible IPv6 address"},
    {0x0064ff9b00010000, 0, 48, "a NAT64 address of a local prefix (64:ff9b:1::/48)"},
    {0x0100000000000000, 0, 64, "a discard address"},
    {0x2001000000000000, 0, 32, "a Teredo address"},
    {0x2001000000000000, 0, 23, "a protocol assignment (2001::/23)"},
    {0x20010db800000000, 0, 32, "a documentation address"},
    {0x2002000000000000, 0, 16, "a 6to4 address"},
    {0x3fff000000000000, 0, 20, "a documentation address"},
    {0x5f00000000000000, 0, 16, "a segment routing address"},
    {0xfc00000000000000, 0, 7, "a private address (fc00::/7)"},
    {0xfe80000000000000, 0, 10, "a link-local address"},
    {0xfec0000000000000, 0, 10, "a site-local address"},
    {0xff00000000000000, 0, 8, "a multicast address"},
};

std::uint32_t v4_at(const IpAddress& address, std::size_t at) {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < 4; ++i) value = value << 8 | address.bytes[at + i];
  return value;
}

IpAddress from_halves(std::uint64_t high, std::uint64_t low) {
  IpAddress address;
  for (std::size_t i = 0; i < 8; ++i) {
    address.bytes[i] = static_cast<std::uint8_t>(high >> (56 - 8 * i));
    address.bytes[8 + i] = static_cast<std::uint8_t>(low >> (56 - 8 * i));
  }
  return address;
}

const char* why_v4_not_public(std::uint32_t value) {
  for (const Row4& row : kRows4) {
    const std::uint32_t mask = ~std::uint32_t{0} << (32 - row.prefix);
    if ((value & mask) == row.base) return row.what;
  }
  return nullptr;
}

}  // namespace

bool IpAddress::is_v4() const { return contains({from_v4(0), kMappedBits}, *this); }

IpAddress from_v4(std::uint32_t host_order) {
  return from_halves(0, std::uint64_t{0xFFFF} << 32 | host_order);
}

std::optional<IpAddress> parse_address(std::string_view text) {
  text = text.substr(0, text.find('%'));
  char buffer[INET6_ADDRSTRLEN];
  if (text.empty() || text.size() >= sizeof buffer) return std::nullopt;
  std::memcpy(buffer, text.data(), text.size());
  buffer[text.size()] = '\0';
  if (std::strlen(buffer) != text.size()) return std::nullopt;
  IpAddress address;
  if (inet_pton(AF_INET6, buffer, address.bytes.data()) == 1) return address;
  in_addr v4{};
  if (inet_pton(AF_INET, buffer, &v4) == 1) return from_v4(ntohl(v4.s_addr));
  return std::nullopt;
}

std::string to_text(const IpAddress& address) {
  char buffer[INET6_ADDRSTRLEN] = "";
  if (address.is_v4()) {
    inet_ntop(AF_INET, address.bytes.data() + 12, buffer, sizeof buffer);
  } else {
    inet_ntop(AF_INET6, address.bytes.data(), buffer, sizeof buffer);
  }
  return buffer;
}

std::optional<IpNetwork> parse_network(std::string_view text) {
  const std::size_t slash = text.find('/');
  const std::string_view address_part = text.substr(0, slash);
  if (address_part.find('%') != std::string_view::npos) return std::nullopt;
  const std::optional<IpAddress> base = parse_address(address_part);
  if (!base) return std::nullopt;
  const bool dotted = address_part.find(':') == std::string_view::npos;
  int prefix = dotted ? 32 : 128;
  if (slash != std::string_view::npos) {
    const std::string_view number = text.substr(slash + 1);
    int value = 0;
    const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), value);
    if (error != std::errc() || end != number.data() + number.size()) return std::nullopt;
    if (value < 0 || value > prefix) return std::nullopt;
    prefix = value;
  }
  if (dotted) prefix += kMappedBits;
  for (int bit = prefix; bit < 128; ++bit) {
    const std::uint8_t byte = base->bytes[static_cast<std::size_t>(bit / 8)];
    if ((byte >> (7 - bit % 8) & 1) != 0) return std::nullopt;
  }
  return IpNetwork{*base, prefix};
}

bool contains(const IpNetwork& network, const IpAddress& address) {
  const std::size_t whole = static_cast<std::size_t>(network.prefix / 8);
  const int rest = network.prefix % 8;
  if (!std::equal(address.bytes.begin(), address.bytes.begin() + static_cast<std::ptrdiff_t>(whole),
                  network.base.bytes.begin())) {
    return false;
  }
  if (rest == 0) return true;
  const int mask = 0xFF00 >> rest & 0xFF;
  return ((address.bytes[whole] ^ network.base.bytes[whole]) & mask) == 0;
}

const char* why_not_public(const IpAddress& address) {
  if (address.is_v4()) return why_v4_not_public(v4_at(address, 12));
  static constexpr std::uint64_t kNat64 = 0x0064ff9b00000000;
  if (contains({from_halves(kNat64, 0), 96}, address)) {
    return why_v4_not_public(v4_at(address, 12)) == nullptr
               ? nullptr
               : "a NAT64 address of a machine that is not public";
  }
  for (const Row6& row : kRows6) {
    if (contains({from_halves(row.high, row.low), row.prefix}, address)) return row.what;
  }
  if ((address.bytes[0] & 0xE0) != 0x20) return "an address outside the public range 2000::/3";
  return nullptr;
}

const char* why_refused(const IpAddress& address, const std::vector<IpNetwork>& allowed) {
  for (const IpNetwork& network : allowed) {
    if (contains(network, address)) return nullptr;
  }
  return why_not_public(address);
}

}  // namespace syndicated
