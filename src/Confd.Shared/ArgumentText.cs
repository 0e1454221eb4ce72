namespace Confd.Shared;

/// <summary>The message of a refused argument or option, for people who did not write the call.</summary>
internal static class ArgumentText
{
    /// <summary>Without the name of the parameter, which .NET appends.</summary>
    public static string Of(ArgumentException refused) =>
        refused.Message.Replace($" (Parameter '{refused.ParamName}')", "", StringComparison.Ordinal);
}
