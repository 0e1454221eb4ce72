using System.Text.Json;

namespace Confd.Flags.Console.Tests;

/// <summary>Flags of tests.</summary>
internal static class TestFlags
{
    /// <summary>A boolean flag in version 4 that is off; on, a tenth gets true.</summary>
    public static string Flag(string more = "", bool isOn = false, string key = "f") =>
        $$$"""
        {"key":{{{JsonSerializer.Serialize(key)}}},"version":4,"on":{{{(isOn ? "true" : "false")}}},"salt":"s",
        "variations":[true,false],"offVariation":1,"fallthrough":{"rollout":{"variations":[{"variation":0,"weight":10000},{"variation":1,"weight":90000}]}}{{{more}}}}
        """;

    public static Dictionary<string, string> One(string json) => new() { ["f"] = json };
}
