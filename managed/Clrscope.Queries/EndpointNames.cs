using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Clrscope.Recording;

namespace Clrscope.Queries;

/// <summary>
/// The endpoints of local roots. Those that share their attributes have one name, which is made once. One thread at a time.
/// </summary>
internal sealed class EndpointNames
{
    private readonly Dictionary<Key, string> _names = [];

    /// <summary>The endpoint of a local root.</summary>
    internal string Of(RecordedSpan root)
    {
        if (root.IsInFlight)
        {
            return EndpointName.InFlight;
        }

        ref string? name = ref CollectionsMarshal.GetValueRefOrAddDefault(_names, new Key(root.Attributes, root.Kind), out _);
        return name ??= EndpointName.Of(root);
    }

    private readonly struct Key(IReadOnlyList<RecordedAttribute> attributes, byte kind) : IEquatable<Key>
    {
        private readonly IReadOnlyList<RecordedAttribute> _attributes = attributes;
        private readonly byte _kind = kind;

        public bool Equals(Key other) => ReferenceEquals(_attributes, other._attributes) && _kind == other._kind;

        public override bool Equals(object? obj) => obj is Key other && Equals(other);

        public override int GetHashCode() => RuntimeHelpers.GetHashCode(_attributes) ^ _kind;
    }
}
