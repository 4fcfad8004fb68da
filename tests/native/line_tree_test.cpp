// Searches in sorted numbers, against counting them.
#include "unwind/line_tree.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <vector>

namespace clrscope::unwind {
namespace {

LineTree TreeOf(const std::vector<uint64_t>& numbers) {
    return LineTree(numbers.size(), [&](size_t i) { return numbers[i]; });
}

TEST(LineTree, NothingIsInAnEmptyOne) {
    EXPECT_EQ(LineTree().CountUpTo(5), 0u);
    EXPECT_EQ(TreeOf({}).CountUpTo(5), 0u);
}

TEST(LineTree, CountsAsHalvingDoes) {
    std::mt19937_64 random(7);
    for (const size_t size : {1, 2, 7, 8, 9, 63, 64, 65, 511, 512, 513, 5000}) {
        std::vector<uint64_t> numbers;
        for (size_t i = 0; i < size; ++i) numbers.push_back(random() % (size * 3));
        std::sort(numbers.begin(), numbers.end());
        const LineTree tree = TreeOf(numbers);
        for (uint64_t value = 0; value < size * 3 + 2; ++value) {
            const auto after = std::upper_bound(numbers.begin(), numbers.end(), value);
            ASSERT_EQ(tree.CountUpTo(value), static_cast<size_t>(after - numbers.begin())) << size << " " << value;
        }
        EXPECT_EQ(tree.CountUpTo(UINT64_MAX - 1), size);
    }
}

}  // namespace
}  // namespace clrscope::unwind
