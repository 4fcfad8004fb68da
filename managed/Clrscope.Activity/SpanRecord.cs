using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Unicode;

namespace Clrscope.Activities;

/// <summary>Builds a span record on the stack. Nothing is allocated but the texts of numbers.</summary>
internal unsafe ref struct SpanRecord
{
    private const int Capacity = 1024;
    private const int HeaderSize = 80;
    private const int AttributeHeaderSize = 4;
    private const int TextLimit = 200;

    private readonly byte* _bytes;
    private int _size;
    private int _attributes;

    private SpanRecord(byte* bytes)
    {
        _bytes = bytes;
        _size = HeaderSize;
    }

    [SkipLocalsInit]
    internal static void WriteStarted(NativePort port, Activity activity, SpanState state)
    {
        byte* bytes = stackalloc byte[Capacity];
        var record = new SpanRecord(bytes);
        record.AddNames(activity);
        port.WriteSpan(SpanEvent.Started, bytes, record.Finish(activity, state, state.Start, 0));
    }

    [SkipLocalsInit]
    internal static void WriteStopped(NativePort port, Activity activity, SpanState state, ulong now)
    {
        byte* bytes = stackalloc byte[Capacity];
        var record = new SpanRecord(bytes);
        record.AddNames(activity);
        if (!ReferenceEquals(activity.DisplayName, activity.OperationName) && activity.DisplayName != activity.OperationName)
        {
            record.Add(SpanKey.DisplayName, activity.DisplayName);
        }
        record.AddTags(activity, state.Request);
        ulong start = state.Start != 0 ? state.Start : MonotonicClock.StartOf(activity, now);
        port.WriteSpan(SpanEvent.Stopped, bytes, record.Finish(activity, state, start, now));
    }

    private readonly int Finish(Activity activity, SpanState state, ulong start, ulong end)
    {
        ulong* words = (ulong*)_bytes;
        words[0] = 0;
        words[1] = 0;
        words[2] = start;
        words[3] = end;
        words[4] = state.TraceLow;
        words[5] = state.TraceHigh;
        words[6] = state.SpanId;
        words[7] = state.Root.SpanId;
        words[8] = state.ParentId;
        words[9] = (byte)activity.Kind | (ulong)(byte)activity.Status << 8 | (ulong)(byte)activity.ActivityTraceFlags << 16 |
            (ulong)(byte)_attributes << 24;
        return _size;
    }

    private void AddNames(Activity activity)
    {
        Add(SpanKey.Source, activity.Source.Name);
        Add(SpanKey.Operation, activity.OperationName);
    }

    private void AddTags(Activity activity, RequestFacts? request)
    {
        if (!activity.EnumerateTagObjects().MoveNext())
        {
            Add(request);
            return;
        }
        SpanTags.Values values = default;
        SpanTags.Collect(activity, ref values);
        if (values[SpanKey.HttpRoute] is string { Length: > 0 } route)
        {
            values[SpanKey.HttpRoute] = request is not null && Routes.AreSame(route, request.Template) ? request.Route
                : route[0] == '/' ? route
                : Routes.Of(route, values: null);
        }
        if (request is not null)
        {
            values[SpanKey.HttpRoute] ??= request.Route;
            values[SpanKey.HttpMethod] ??= request.Method;
            values[SpanKey.UrlPath] ??= request.Path;
        }
        for (int key = SpanKey.HttpRoute; key < SpanKey.Count; key++)
        {
            switch (values[key])
            {
                case null:
                    break;
                case string text:
                    Add(key, text);
                    break;
                case int or long or short or byte or uint or ulong or ushort or sbyte or bool or double or float or decimal:
                    Add(key, ((IConvertible)values[key]!).ToString(CultureInfo.InvariantCulture));
                    break;
                case Enum name:
                    Add(key, name.ToString());
                    break;
                default:
                    // The text of any other object is the program's code to make: it may throw, wait, or be slow.
                    break;
            }
        }
    }

    // Activities of ours have no tags, and these are as many as the requests.
    private void Add(RequestFacts? request)
    {
        if (request is not null)
        {
            Add(SpanKey.HttpRoute, request.Route);
            Add(SpanKey.HttpMethod, request.Method);
            Add(SpanKey.UrlPath, request.Path);
        }
    }

    // Nothing for an empty text: its absence says the same.
    private void Add(int key, string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return;
        }
        int room = Math.Min(TextLimit, Capacity - _size - AttributeHeaderSize);
        if (room <= 0)
        {
            return;
        }
        byte* attribute = _bytes + _size;
        ReadOnlySpan<char> start = text.AsSpan(0, Math.Min(text.Length, TextLimit + 1));
        var place = new Span<byte>(attribute + AttributeHeaderSize, room);
        if (Ascii.FromUtf16(start, place, out int length) != OperationStatus.Done)
        {
            Utf8.FromUtf16(start, place, out int read, out length);
            if (read < start.Length && room < TextLimit)
            {
                return;
            }
        }
        attribute[0] = (byte)key;
        attribute[1] = 0;
        *(ushort*)(attribute + 2) = (ushort)length;
        _size += AttributeHeaderSize + length;
        _attributes++;
    }
}
