namespace Clrscope.Symbols.Managed;

/// <summary>Operators as C# writes them, by the names that their methods have (ECMA-335 I.10.3, and C# since).</summary>
internal static class OperatorNames
{
    private const string CheckedPrefix = "op_Checked";

    private static readonly Dictionary<string, string> Symbols = new(StringComparer.Ordinal)
    {
        ["op_UnaryPlus"] = "+",
        ["op_UnaryNegation"] = "-",
        ["op_LogicalNot"] = "!",
        ["op_OnesComplement"] = "~",
        ["op_Increment"] = "++",
        ["op_Decrement"] = "--",
        ["op_True"] = "true",
        ["op_False"] = "false",
        ["op_Addition"] = "+",
        ["op_Subtraction"] = "-",
        ["op_Multiply"] = "*",
        ["op_Division"] = "/",
        ["op_Modulus"] = "%",
        ["op_BitwiseAnd"] = "&",
        ["op_BitwiseOr"] = "|",
        ["op_ExclusiveOr"] = "^",
        ["op_LeftShift"] = "<<",
        ["op_RightShift"] = ">>",
        ["op_UnsignedRightShift"] = ">>>",
        ["op_Equality"] = "==",
        ["op_Inequality"] = "!=",
        ["op_LessThan"] = "<",
        ["op_LessThanOrEqual"] = "<=",
        ["op_GreaterThan"] = ">",
        ["op_GreaterThanOrEqual"] = ">=",
        ["op_AdditionAssignment"] = "+=",
        ["op_SubtractionAssignment"] = "-=",
        ["op_MultiplicationAssignment"] = "*=",
        ["op_DivisionAssignment"] = "/=",
        ["op_ModulusAssignment"] = "%=",
        ["op_BitwiseAndAssignment"] = "&=",
        ["op_BitwiseOrAssignment"] = "|=",
        ["op_ExclusiveOrAssignment"] = "^=",
        ["op_LeftShiftAssignment"] = "<<=",
        ["op_RightShiftAssignment"] = ">>=",
        ["op_UnsignedRightShiftAssignment"] = ">>>=",
        ["op_IncrementAssignment"] = "++",
        ["op_DecrementAssignment"] = "--",
    };

    /// <summary>Such as <c>operator +</c>; null if the method is no such operator.</summary>
    public static string? Operator(string method)
    {
        if (Symbols.TryGetValue(method, out string? symbol))
        {
            return $"operator {symbol}";
        }

        return method.StartsWith(CheckedPrefix, StringComparison.Ordinal) &&
            Symbols.TryGetValue($"op_{method[CheckedPrefix.Length..]}", out symbol)
                ? $"operator checked {symbol}"
                : null;
    }

    /// <summary>What stands before the target type of a conversion; null if the method is none.</summary>
    public static string? Conversion(string method) => method switch
    {
        "op_Implicit" => "implicit operator ",
        "op_Explicit" => "explicit operator ",
        "op_CheckedExplicit" => "explicit operator checked ",
        _ => null,
    };
}
