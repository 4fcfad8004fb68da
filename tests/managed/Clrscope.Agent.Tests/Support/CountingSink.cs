using Clrscope.Export;
using Clrscope.Profiles;

namespace Clrscope.Agent.Tests.Support;

/// <summary>Counts the writes that pass through it.</summary>
internal sealed class CountingSink(IProfileSink inner) : IProfileSink
{
    public int Writes { get; private set; }

    public void Write(ProfileFileName name, Profile profile)
    {
        Writes++;
        inner.Write(name, profile);
    }

    public bool Contains(ProfileFileName name) => inner.Contains(name);

    public RingRange? FindNewest(ProcessIdentity source, string kind, DateTimeOffset notBefore) =>
        inner.FindNewest(source, kind, notBefore);
}
