using BenchmarkDotNet.Running;
using Clrscope.Benchmarks;

if (args is ["activity-pairs"])
{
    ActivityPairs.Run();
    return;
}

BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
