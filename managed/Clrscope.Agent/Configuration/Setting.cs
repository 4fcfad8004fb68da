using System.Diagnostics.CodeAnalysis;

namespace Clrscope.Agent.Configuration;

/// <summary>One row of the settings table: how a setting is called, what it may be and what it does.</summary>
public abstract class Setting
{
    /// <summary>The key in clrscope.json, or null for what only the environment can set.</summary>
    public string? Key { get; init; }

    /// <summary>The environment variable, which wins over the file.</summary>
    public required string Variable { get; init; }

    /// <summary>The default as documentation shows it; empty if there is none.</summary>
    public required string DefaultText { get; init; }

    /// <summary>What is allowed, in words that complete "allowed: ...".</summary>
    public required string Allowed { get; init; }

    /// <summary>What the setting does, one sentence.</summary>
    public required string Description { get; init; }

    /// <summary>When a change of the value in the file takes effect.</summary>
    public required SettingEffect Effect { get; init; }

    /// <summary>Whether <paramref name="text"/> is an allowed value.</summary>
    public abstract bool Allows(string text);
}

/// <summary>Turns the text of a setting into its value; false if it is not allowed.</summary>
public delegate bool SettingParser<T>(string text, [MaybeNullWhen(false)] out T value);

/// <summary>A setting with the type of its value.</summary>
public sealed class Setting<T> : Setting
{
    /// <summary>The value in force when neither the file nor the environment names one.</summary>
    public required T Default { get; init; }

    /// <summary>Parses and checks a value.</summary>
    public required SettingParser<T> Parser { get; init; }

    /// <inheritdoc/>
    public override bool Allows(string text) => Parser(text, out _);

    /// <summary>The value of a text that <see cref="Setting.Allows"/> accepts, the default for null.</summary>
    public T ValueOf(string? text) =>
        text is null ? Default
        : Parser(text, out T? value) ? value
        : throw new ArgumentException($"{Variable}: '{text}' is not allowed.", nameof(text));
}
