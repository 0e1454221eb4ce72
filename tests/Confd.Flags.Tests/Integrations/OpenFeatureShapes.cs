// The shapes of OpenFeature 2.x that integrations/OpenFeature builds on, as its repository shows them.
#pragma warning disable MA0048 // one package's shapes in one file
#pragma warning disable CA1051, CA1711, CA2227, CA1002, MA0016, RCS1194 // not our types
using System.Collections.Immutable;
using System.Threading.Channels;
using OpenFeature.Constant;
using OpenFeature.Model;

namespace OpenFeature
{
    public abstract class FeatureProvider
    {
        protected readonly Channel<object> EventChannel = Channel.CreateBounded<object>(1);

        public abstract Metadata? GetMetadata();

        public abstract Task<ResolutionDetails<bool>> ResolveBooleanValueAsync(
            string flagKey, bool defaultValue, EvaluationContext? context = null, CancellationToken cancellationToken = default);

        public abstract Task<ResolutionDetails<string>> ResolveStringValueAsync(
            string flagKey, string defaultValue, EvaluationContext? context = null, CancellationToken cancellationToken = default);

        public abstract Task<ResolutionDetails<int>> ResolveIntegerValueAsync(
            string flagKey, int defaultValue, EvaluationContext? context = null, CancellationToken cancellationToken = default);

        public abstract Task<ResolutionDetails<double>> ResolveDoubleValueAsync(
            string flagKey, double defaultValue, EvaluationContext? context = null, CancellationToken cancellationToken = default);

        public abstract Task<ResolutionDetails<Value>> ResolveStructureValueAsync(
            string flagKey, Value defaultValue, EvaluationContext? context = null, CancellationToken cancellationToken = default);

        public virtual Task InitializeAsync(EvaluationContext context, CancellationToken cancellationToken = default) => Task.CompletedTask;

        public virtual Task ShutdownAsync(CancellationToken cancellationToken = default) => Task.CompletedTask;

        public Channel<object> GetEventChannel() => EventChannel;

        public virtual void Track(
            string trackingEventName, EvaluationContext? evaluationContext = default, TrackingEventDetails? trackingEventDetails = default)
        {
        }
    }
}

namespace OpenFeature.Constant
{
    public enum ErrorType
    {
        None,
        ProviderNotReady,
        FlagNotFound,
        ParseError,
        TypeMismatch,
        General,
        InvalidContext,
        TargetingKeyMissing,
        ProviderFatal,
    }

    public enum ProviderEventTypes
    {
        ProviderReady,
        ProviderError,
        ProviderConfigurationChanged,
        ProviderStale,
    }

    public static class Reason
    {
        public const string TargetingMatch = "TARGETING_MATCH";
        public const string Split = "SPLIT";
        public const string Disabled = "DISABLED";
        public const string Default = "DEFAULT";
        public const string Error = "ERROR";
    }
}

namespace OpenFeature.Model
{
    public class Metadata(string? name)
    {
        public string? Name { get; } = name;
    }

    public sealed class ImmutableMetadata(Dictionary<string, object> metadata)
    {
        public string? GetString(string key) => metadata.GetValueOrDefault(key) as string;

        public int? GetInt(string key) => metadata.GetValueOrDefault(key) as int?;

        public double? GetDouble(string key) => metadata.GetValueOrDefault(key) as double?;

        public bool? GetBool(string key) => metadata.GetValueOrDefault(key) as bool?;
    }

    public sealed class ResolutionDetails<T>(
        string flagKey,
        T value,
        ErrorType errorType = ErrorType.None,
        string? reason = null,
        string? variant = null,
        string? errorMessage = null,
        ImmutableMetadata? flagMetadata = null)
    {
        public T Value { get; } = value;

        public string FlagKey { get; } = flagKey;

        public ErrorType ErrorType { get; } = errorType;

        public string? ErrorMessage { get; } = errorMessage;

        public string? Reason { get; } = reason;

        public string? Variant { get; } = variant;

        public ImmutableMetadata? FlagMetadata { get; } = flagMetadata;
    }

    public class ProviderEventPayload
    {
        public string? ProviderName { get; set; }

        public ProviderEventTypes Type { get; set; }

        public string? Message { get; set; }

        public List<string>? FlagsChanged { get; set; }
    }

    public sealed class EvaluationContext(IImmutableDictionary<string, Value> attributes)
    {
        public IImmutableDictionary<string, Value> AsDictionary() => attributes;
    }

    public sealed class TrackingEventDetails(IImmutableDictionary<string, Value> attributes, double? value)
    {
        public readonly double? Value = value;

        public int Count => attributes.Count;

        public IImmutableDictionary<string, Value> AsDictionary() => attributes;
    }

    public sealed class Structure(IDictionary<string, Value> attributes)
    {
        public IImmutableDictionary<string, Value> AsDictionary() => attributes.ToImmutableDictionary();
    }

    public sealed class Value
    {
        private readonly object? _inner;

        public Value()
        {
        }

        public Value(bool value) => _inner = value;

        public Value(double value) => _inner = value;

        public Value(string value) => _inner = value;

        public Value(Structure value) => _inner = value;

        public Value(IList<Value> value) => _inner = value.ToImmutableList();

        public Value(DateTime value) => _inner = value;

        public bool IsNull => _inner is null;

        public bool IsBoolean => _inner is bool;

        public bool IsNumber => _inner is double;

        public bool IsString => _inner is string;

        public bool IsStructure => _inner is Structure;

        public bool IsList => _inner is IImmutableList<Value>;

        public bool IsDateTime => _inner is DateTime;

        public bool? AsBoolean => _inner as bool?;

        public double? AsDouble => _inner as double?;

        public string? AsString => _inner as string;

        public Structure? AsStructure => _inner as Structure;

        public IImmutableList<Value>? AsList => _inner as IImmutableList<Value>;

        public DateTime? AsDateTime => _inner as DateTime?;
    }
}
