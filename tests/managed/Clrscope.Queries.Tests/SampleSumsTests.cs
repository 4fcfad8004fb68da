using Clrscope.Queries.Export;

namespace Clrscope.Queries.Tests;

public sealed class SampleSumsTests
{
    [Theory]
    [InlineData(1, 100)]
    [InlineData(3, 600_000)]
    [InlineData(1000, 1_000_000)]
    public void Sums_are_those_of_a_dictionary(int groups, int samples)
    {
        Random random = new(1);
        SampleSums sums = new();
        Dictionary<(int, int), CpuSum> expected = [];
        for (int i = 0; i < samples; i++)
        {
            if (i % 100 == 0)
            {
                sums.Reserve(100);
            }

            (int Group, int Stack) key = (random.Next(groups), random.Next(400));
            CpuSum cpu = new(random.Next(1000), 1);
            sums.Add(key.Group, key.Stack, cpu);
            CpuSum sum = expected.GetValueOrDefault(key);
            sum.Add(cpu);
            expected[key] = sum;
        }

        sums.AddUp();
        sums.Trim();
        Assert.Equal(expected.Count, sums.Different);
        Assert.Equal(expected.Count, sums.All.Length);
        foreach (ref readonly SampleSum sum in sums.All)
        {
            Assert.Equal(expected[(sum.Group, sum.Stack)], sum.Cpu);
        }
    }

    [Fact]
    public void Each_groups_sums_are_in_a_row()
    {
        SampleSums sums = new();
        sums.Reserve(4);
        sums.Add(1, 7, new CpuSum(1, 1));
        sums.Add(0, 7, new CpuSum(2, 1));
        sums.Add(1, 3, new CpuSum(3, 1));
        sums.Add(1, 7, new CpuSum(4, 1));
        sums.AddUp();
        Assert.Equal([(0, 7, 2), (1, 7, 5), (1, 3, 3)], sums.All.ToArray().Select(sum => (sum.Group, sum.Stack, sum.Cpu.CpuNs)));
    }
}
