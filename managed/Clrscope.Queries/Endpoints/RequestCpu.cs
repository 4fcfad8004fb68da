using System.Runtime.InteropServices;
using Clrscope.Recording;

namespace Clrscope.Queries.Endpoints;

/// <summary>CPU time by request.</summary>
internal sealed class RequestCpu
{
    /// <summary>By request: its CPU time, and the process that it was in.</summary>
    internal Dictionary<RootKey, (CpuSum Cpu, RecordedProcess Process)> Requests { get; } = [];

    /// <summary>By process: CPU time outside of requests.</summary>
    internal Dictionary<RecordedProcess, CpuSum> NoRequest { get; } = [];

    internal void Add(RootKey request, RecordedProcess process, in CpuSum sum)
    {
        ref (CpuSum Cpu, RecordedProcess Process) entry =
            ref CollectionsMarshal.GetValueRefOrAddDefault(Requests, request, out _);
        entry.Cpu.Add(sum);
        entry.Process ??= process;
    }

    internal void AddNoRequest(RecordedProcess process, in CpuSum sum) =>
        CollectionsMarshal.GetValueRefOrAddDefault(NoRequest, process, out _).Add(sum);
}
