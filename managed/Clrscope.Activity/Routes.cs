using System.Text;

namespace Clrscope.Activities;

/// <summary>
/// What the route of a request is called: the template, with a slash in front, however the program wrote it, and with the action that it
/// leads to. Conventional routing has one template for all actions, <c>{controller=Home}/{action=Index}/{id?}</c>, and an endpoint for each.
/// </summary>
internal static class Routes
{
    private static readonly string[] ActionParameters = ["controller", "action", "area", "page"];

    /// <summary>Whether the template is the route as it is.</summary>
    internal static bool IsFinal(string template)
    {
        if (!template.StartsWith('/'))
        {
            return false;
        }
        for (int at = 0; TryFindParameter(template, at, out Range whole, out ReadOnlySpan<char> name); at = whole.End.Value)
        {
            foreach (string parameter in ActionParameters)
            {
                if (name.Equals(parameter, StringComparison.OrdinalIgnoreCase))
                {
                    return false;
                }
            }
        }
        return true;
    }

    /// <param name="values">The endpoint's own values of parameters.</param>
    internal static string Of(string template, IReadOnlyDictionary<string, object?>? values)
    {
        var route = new StringBuilder("/");
        int done = template.StartsWith("~/", StringComparison.Ordinal) ? 2 : template.StartsWith('/') ? 1 : 0;
        for (int at = done; TryFindParameter(template, at, out Range whole, out ReadOnlySpan<char> name); at = whole.End.Value)
        {
            if (values?.TryGetValue(name.ToString(), out object? value) == true && value is string { Length: > 0 } text)
            {
                route.Append(template.AsSpan(done..whole.Start.Value)).Append(text);
                done = whole.End.Value;
            }
        }
        return route.Append(template.AsSpan(done)).ToString();
    }

    /// <summary>Whether both are the same template, but for how it begins.</summary>
    internal static bool AreSame(string route, string? template) =>
        ReferenceEquals(route, template)
        || (template is not null && route.AsSpan().TrimStart("~/").SequenceEqual(template.AsSpan().TrimStart("~/")));

    // {name}, {name=default}, {name:constraint}, {name?}, {*name}, {**name}. A doubled brace is one of the text or of a constraint.
    private static bool TryFindParameter(string template, int from, out Range whole, out ReadOnlySpan<char> name)
    {
        whole = default;
        name = default;
        for (int start = Next(template, from, '{'); start < template.Length; start = Next(template, start, '{'))
        {
            if (IsDoubled(template, start))
            {
                start += 2;
                continue;
            }
            int end = Next(template, start, '}');
            while (IsDoubled(template, end))
            {
                end = Next(template, end + 2, '}');
            }
            if (end >= template.Length)
            {
                return false;
            }
            whole = start..(end + 1);
            name = NameIn(template.AsSpan(start + 1, end - start - 1).TrimStart('*'));
            return true;
        }
        return false;
    }

    // Not by IndexOfAny, which the first request would have to wait for: the runtime compiles it when it is called.
    private static ReadOnlySpan<char> NameIn(ReadOnlySpan<char> parameter)
    {
        int length = 0;
        while (length < parameter.Length && parameter[length] is not (':' or '=' or '?'))
        {
            length++;
        }
        return parameter[..length];
    }

    private static int Next(string text, int from, char sought)
    {
        int found = from >= text.Length ? -1 : text.IndexOf(sought, from);
        return found < 0 ? text.Length : found;
    }

    private static bool IsDoubled(string text, int at) => at + 1 < text.Length && text[at + 1] == text[at];
}
