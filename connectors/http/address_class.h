// Which IP addresses a feed may reach. Whoever controls a feed's DNS or its redirects chooses where
// we connect to, so that by default only globally routable unicast addresses are allowed: no
// loopback, no private network, no cloud metadata, and no IPv6 form that carries such an IPv4
// address inside. Operators open more by naming networks. Used by the socket callback of the
// client, after DNS, for each connect. Pure; any thread.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace syndicated {

// An IPv4 address is kept in its mapped form, ::ffff:0:0/96, because that is also how a socket may
// spell it: both forms reach the same machine and must be judged alike.
struct IpAddress {
  std::array<std::uint8_t, 16> bytes{};  // network byte order

  bool is_v4() const;
  bool operator==(const IpAddress&) const = default;
};

IpAddress from_v4(std::uint32_t host_order);

// Reads "192.0.2.1" or "2001:db8::1" with or without a zone ("%eth0", which is dropped). Only the
// usual dotted form of IPv4 is read: octal, hexadecimal and short forms give nullopt.
std::optional<IpAddress> parse_address(std::string_view text);

// The usual text form; mapped IPv4 is written as IPv4.
std::string to_text(const IpAddress& address);

struct IpNetwork {
  IpAddress base;
  int prefix = 128;  // in bits of the 16 byte form: an IPv4 /8 is 104 here
};

// CIDR notation, or an address alone for one machine. nullopt when it is malformed, or when bits
// behind the prefix are set, since that is more often a typing error than a wish.
std::optional<IpNetwork> parse_network(std::string_view text);

bool contains(const IpNetwork& network, const IpAddress& address);

// nullptr when the address is globally routable unicast; otherwise what it is, as a noun phrase
// with its article, such as "a loopback address". Tables: the IANA IPv4 and IPv6 special-purpose
// registries (RFC 6890), RFC 6052 and RFC 8215 (NAT64), RFC 3056 (6to4), RFC 4380 (Teredo).
const char* why_not_public(const IpAddress& address);

// As why_not_public, but an address inside one of `allowed` is fine (nullptr) whatever it is.
const char* why_refused(const IpAddress& address, const std::vector<IpNetwork>& allowed);

}  // namespace syndicated
