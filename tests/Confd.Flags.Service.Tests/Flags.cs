namespace Confd.Flags.Service.Tests;

/// <summary>Flags as the tests want to read them.</summary>
internal static class Flags
{
    public const string ClientSide = "\"clientSideAvailability\":{\"usingEnvironmentId\":true,\"usingMobileKey\":true}";

    /// <summary>A boolean flag that everybody may see, on or off.</summary>
    public static string Switch(string key, long version, bool isOn, string more = "") =>
        $$"""{"key":"{{key}}","version":{{version}},"on":{{(isOn ? "true" : "false")}},"variations":[false,true],"offVariation":0"""
            + $$""","fallthrough":{"variation":1},"salt":"s",{{ClientSide}}{{more}}}""";

    /// <summary>A flag that serves true to users of the plan "pro".</summary>
    public static string ByPlan(string key) =>
        $$"""{"key":"{{key}}","version":1,"on":true,"variations":[false,true],"offVariation":0,"fallthrough":{"variation":0}"""
            + $$""","rules":[{"id":"r1","clauses":[{"contextKind":"user","attribute":"plan","op":"in","values":["pro"]}],"variation":1}]"""
            + $$""","salt":"s",{{ClientSide}}}""";
}
