namespace Confd.Flags.Authoring.Documents;

/// <summary>Fields of flags and segments that this library reads or writes. Evaluators ignore name, description, tags and
/// archived.</summary>
internal static class FieldNames
{
    public const string Key = "key";
    public const string Version = "version";
    public const string Deleted = "deleted";
    public const string Archived = "archived";
    public const string Name = "name";
    public const string Description = "description";
    public const string Tags = "tags";
    public const string On = "on";
    public const string Salt = "salt";
    public const string Variations = "variations";
    public const string Variation = "variation";
    public const string OffVariation = "offVariation";
    public const string Fallthrough = "fallthrough";
    public const string Rollout = "rollout";
    public const string Weight = "weight";
    public const string Kind = "kind";
    public const string ContextKind = "contextKind";
    public const string BucketBy = "bucketBy";
    public const string Prerequisites = "prerequisites";
    public const string Targets = "targets";
    public const string ContextTargets = "contextTargets";
    public const string Values = "values";
    public const string Rules = "rules";
    public const string Id = "id";
    public const string Clauses = "clauses";
    public const string Attribute = "attribute";
    public const string Op = "op";
    public const string Negate = "negate";
    public const string ClientSide = "clientSide";
    public const string ClientSideAvailability = "clientSideAvailability";
    public const string UsingMobileKey = "usingMobileKey";
    public const string UsingEnvironmentId = "usingEnvironmentId";
    public const string Included = "included";
    public const string Excluded = "excluded";
    public const string IncludedContexts = "includedContexts";
    public const string ExcludedContexts = "excludedContexts";
    public const string RolloutContextKind = "rolloutContextKind";
    public const string Unbounded = "unbounded";
    public const string UnboundedContextKind = "unboundedContextKind";
    public const string Generation = "generation";
}
