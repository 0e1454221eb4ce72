using Confd.Engine.Rendering.Json;
using Confd.GoTemplate;
using Confd.GoTemplate.Values;

namespace Confd.Engine.Rendering;

/// <summary>The data of <c>--mock-data</c>: a JSON object that templates get as their dot.</summary>
public static class MockData
{
    /// <summary>Reads a JSON object.</summary>
    /// <param name="json">The whole file.</param>
    /// <returns>A map for the dot; null where the JSON is <c>null</c>, which means "do not execute".</returns>
    /// <exception cref="TemplateRenderException">The bytes are no JSON object; the message is confd's.</exception>
    public static Value? Read(ReadOnlyMemory<byte> json)
    {
        try
        {
            var data = JsonReader.ReadObject(new ByteString(json));
            return data.AsMap().IsNil ? null : data;
        }
        catch (TemplateFunctionException exception)
        {
            throw new TemplateRenderException($"invalid JSON in mock data file: {exception.Message}", exception);
        }
    }
}
