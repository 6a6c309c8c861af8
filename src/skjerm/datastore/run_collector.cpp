#include "skjerm/datastore/run_collector.h"

#include <algorithm>

#include "skjerm/base/check.h"
#include "skjerm/base/parallel.h"
#include "skjerm/datastore/bits.h"
#include "skjerm/datastore/value_codec.h"

namespace skjerm::datastore {

namespace {

constexpr auto kBlockUnits = static_cast<std::uint32_t>(base::kBlockRows);

void shift_units(std::vector<std::byte>& values, std::uint32_t base, std::uint32_t units) {
    const std::span<std::uint32_t> links(reinterpret_cast<std::uint32_t*>(values.data()),
                                         values.size() / sizeof(std::uint32_t));
    for (std::uint32_t& link : links) {
        if (link == static_cast<std::uint32_t>(missing_bits(column::Storage::Unit32))) continue;
        SKJERM_CHECK(link < units);
        link += base;
    }
}

}  // namespace

std::uint32_t RunCollector::units(column::UnitDomain domain) const {
    const auto found = domains_.find(domain);
    return found == domains_.end() ? 0 : found->second.units;
}

void RunCollector::add(std::vector<UnitRun> runs) {
    // Where each domain begins in this block, before any of them grows.
    std::map<column::UnitDomain, std::pair<std::uint32_t, std::uint32_t>> begins;
    for (const UnitRun& run : runs) {
        SKJERM_CHECK(unit_counts_[run.domain] == kCountedLater);
        SKJERM_CHECK(begins.emplace(run.domain, std::pair{units(run.domain), run.units}).second);
    }
    const auto shift = [&](std::size_t variable, std::vector<std::byte>& values) {
        const UnitTypePtr& link = variables_[variable].variable->link;
        if (link == nullptr || unit_counts_[link->domain] != kCountedLater) return;
        const auto begin = begins.find(link->domain);
        const auto [base, count] = begin == begins.end() ? std::pair{0U, 0U} : begin->second;
        shift_units(values, base, count);
    };
    for (UnitRun& run : runs) {
        for (SegmentBlock& segment : run.segments) shift(segment.variable, segment.values);
        for (auto& [variable, spells] : run.spells) shift(variable, spells.values);
        Domain& domain = domains_[run.domain];
        SKJERM_CHECK(run.units < kCountedLater - domain.units);
        add_units(run.domain, domain, run);
        domain.units += run.units;
    }
}

void RunCollector::add_units(column::UnitDomain id, Domain& domain, const UnitRun& run) {
    for (std::uint32_t begin = 0; begin < run.units;) {
        const std::uint32_t count = std::min(run.units - begin, kBlockUnits - domain.buffered);
        for (const SegmentBlock& segment : run.segments)
            if (!segment.values.empty()) add_values(domain, segment, begin, count);
        for (const auto& [variable, spells] : run.spells)
            add_spells(domain, variable, spells, begin, count);
        domain.buffered += count;
        begin += count;
        if (domain.buffered == kBlockUnits) cut(id, domain);
    }
}

void RunCollector::add_values(Domain& domain, const SegmentBlock& from, std::uint32_t begin,
                              std::uint32_t count) {
    const column::Storage storage = variables_[from.variable].storage;
    const std::size_t width = column::width_of(storage);
    Values& values = domain.values[{from.variable, from.segment}];
    pad(values, storage, domain.buffered);
    const std::byte* first = from.values.data() + begin * width;
    values.bytes.insert(values.bytes.end(), first, first + count * width);
    values.units += count;
}

void RunCollector::pad(Values& values, column::Storage storage, std::uint32_t units) {
    const std::size_t width = column::width_of(storage);
    values.bytes.resize(units * width);
    fill_missing(storage, units - values.units, values.bytes.data() + values.units * width);
    values.units = units;
}

void RunCollector::add_spells(Domain& domain, std::size_t variable, const SpellBlock& from,
                              std::uint32_t begin, std::uint32_t count) {
    const std::size_t width = column::width_of(variables_[variable].storage);
    SpellBlock& spells = domain.spells[variable];
    const auto before = static_cast<std::uint32_t>(spells.starts.size());
    spells.offsets.resize(domain.buffered, before);
    const std::uint32_t first = from.offsets[begin];
    const std::uint32_t last = from.offsets[begin + count];
    for (std::uint32_t unit = begin; unit < begin + count; ++unit)
        spells.offsets.push_back(before + from.offsets[unit] - first);
    spells.starts.insert(spells.starts.end(), from.starts.begin() + first,
                         from.starts.begin() + last);
    spells.stops.insert(spells.stops.end(), from.stops.begin() + first, from.stops.begin() + last);
    spells.values.insert(spells.values.end(),
                         from.values.begin() + static_cast<std::ptrdiff_t>(first * width),
                         from.values.begin() + static_cast<std::ptrdiff_t>(last * width));
}

void RunCollector::cut(column::UnitDomain id, Domain& domain) {
    Block block{StoreBlock{domain.next, {}, {}, id}, domain.buffered};
    for (auto& [place, values] : domain.values) {
        pad(values, variables_[place.first].storage, domain.buffered);
        block.values.segments.push_back({place.first, place.second, std::move(values.bytes)});
    }
    for (auto& [variable, spells] : domain.spells) {
        spells.offsets.resize(std::size_t{domain.buffered} + 1,
                              static_cast<std::uint32_t>(spells.starts.size()));
        block.values.spells.emplace_back(variable, std::move(spells));
    }
    domain.values.clear();
    domain.spells.clear();
    domain.buffered = 0;
    ++domain.next;
    whole_.push_back(std::move(block));
}

std::vector<RunCollector::Block> RunCollector::take_whole_blocks() {
    return std::exchange(whole_, {});
}

std::vector<RunCollector::Block> RunCollector::take_rest() {
    for (auto& [id, domain] : domains_)
        if (domain.buffered > 0) cut(id, domain);
    return take_whole_blocks();
}

}  // namespace skjerm::datastore
