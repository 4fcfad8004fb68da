using Clrscope.Queries.Export;

namespace Clrscope.Queries.Tests;

public sealed class SampleSumsTests
{
    [Theory]
    [InlineData(1, 100, 100)]
    [InlineData(3, 600_000, 100_000)]
    [InlineData(1000, 1_000_000, 100_000)]
    [InlineData(1000, 1_000_000, 10_000_000)]
    public void Sums_are_those_of_a_dictionary(int groups, int samples, int expectedSamples)
    {
        Random random = new(1);
        long[] weights = [.. Enumerable.Range(0, 50).Select(_ => random.NextInt64(1000))];
        PendingSamples pending = new(expectedSamples);
        SampleSums sums = new();
        Dictionary<(int, int), CpuSum> expected = [];
        for (int i = 0; i < samples; i++)
        {
            if (i % 100 == 0)
            {
                pending.Reserve(100, sums, weights);
            }

            PendingSample sample = new(random.Next(groups), random.Next(400), random.Next(weights.Length));
            pending.Add(sample);
            CpuSum sum = expected.GetValueOrDefault((sample.Group, sample.Stack));
            sum.Add(new CpuSum(weights[sample.Weight], 1));
            expected[(sample.Group, sample.Stack)] = sum;
        }

        pending.AddUp(sums, weights);
        sums.AddUp();
        sums.Trim();
        AssertAre(expected, sums);
    }

    [Fact]
    public void Groups_that_become_one_are_added_up()
    {
        SampleSums sums = new();
        AddRun(sums, (0, 7, 1), (1, 7, 2), (1, 3, 3), (2, 3, 4));
        sums.Regroup([1, 0, 1]);

        Assert.Equal(4, sums.Different);
        Assert.Equal([(0, 7, 2), (0, 3, 3), (1, 7, 1), (1, 3, 4)], Rows(sums));

        sums.Regroup([0, 0]);
        Assert.Equal(2, sums.Different);
        Assert.Equal([(0, 7, 3), (0, 3, 7)], Rows(sums));
    }

    [Fact]
    public void Each_groups_sums_are_in_a_row()
    {
        SampleSums sums = new();
        AddRun(sums, (0, 7, 2), (1, 7, 1), (1, 3, 3), (1, 7, 4));
        Assert.Equal([(0, 7, 2), (1, 7, 5), (1, 3, 3)], Rows(sums));

        AddRun(sums, (0, 8, 1), (1, 3, 1));
        sums.AddUp();
        Assert.Equal([(0, 7, 2), (0, 8, 1), (1, 7, 5), (1, 3, 4)], Rows(sums));
    }

    private static void AddRun(SampleSums sums, params (int Group, int Stack, long Cpu)[] run)
    {
        sums.BeginRun(run.Length, run.Max(row => row.Stack) + 1);
        foreach ((int group, int stack, long cpu) in run)
        {
            sums.AddToRun(group, stack, new CpuSum(cpu, 1));
        }

        sums.EndRun();
    }

    private static IEnumerable<(int Group, int Stack, long Cpu)> Rows(SampleSums sums) =>
        sums.All.ToArray().Select(sum => (sum.Group, sum.Stack, sum.Cpu.CpuNs));

    private static void AssertAre(Dictionary<(int, int), CpuSum> expected, SampleSums sums)
    {
        Assert.Equal(expected.Count, sums.Different);
        Assert.Equal(expected.Count, sums.All.Length);
        foreach (ref readonly SampleSum sum in sums.All)
        {
            Assert.Equal(expected[(sum.Group, sum.Stack)], sum.Cpu);
        }
    }
}
