// Sorted numbers, to be searched when they are in no cache: a search touches one cache line for each factor of eight in
// how many there are, where halving would touch three.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace clrscope::unwind {

class LineTree {
  public:
    LineTree() = default;

    // number(i) is the ith of count, in ascending order.
    template <typename Number>
    LineTree(size_t count, Number number) : count_(count) {
        size_t step = 1;
        for (size_t left = count; left > kInLine; left = (left + kInLine - 1) / kInLine) step *= kInLine;
        for (; step != 0; step /= kInLine) {
            levels_.push_back(lines_.size());
            for (size_t i = 0; i < count; i += step * kInLine) {
                Line line;
                for (size_t k = 0; k < kInLine; ++k) {
                    line.numbers[k] = i + k * step < count ? number(i + k * step) : UINT64_MAX;
                }
                lines_.push_back(line);
            }
        }
    }

    // Async-signal-safe. How many of them are at most value, which is less than UINT64_MAX.
    size_t CountUpTo(uint64_t value) const {
        if (count_ == 0) return 0;
        size_t at = 0;  // of the line, in its level
        for (const size_t level : levels_) {
            size_t below = 0;
            for (const uint64_t number : lines_[level + at].numbers) below += number <= value ? 1 : 0;
            if (below == 0) return 0;  // only in the first line of all
            at = at * kInLine + below - 1;
        }
        return at + 1;
    }

  private:
    static constexpr size_t kInLine = 8;
    struct alignas(64) Line {
        std::array<uint64_t, kInLine> numbers;
    };

    size_t count_ = 0;
    std::vector<size_t> levels_;  // where each begins in lines_, the coarsest one first
    std::vector<Line> lines_;
};

}  // namespace clrscope::unwind
