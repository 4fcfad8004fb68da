global using Clrscope.EndToEnd.Tests.Harness;
global using Xunit;
global using Xunit.Abstractions;
using System.Runtime.Versioning;

// Signals, processes and mounts are the subject here.
[assembly: SupportedOSPlatform("linux")]

// Two processors are all that a small machine has, and most of these tests keep both busy.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
