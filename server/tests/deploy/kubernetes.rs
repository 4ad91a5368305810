//! The manifests: each is read as YAML, and held against the service and against the others.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};
use server::config::Settings;
use server::service::stops_within;

use crate::{container, dapei_takes, deploy, is_open_route, read, value_of};

/// Settings of the tool that applies the manifests; none of them itself.
const LIST: &str = "kustomization.yaml";

/// All documents of all files, each with the file it stands in.
fn manifests() -> Vec<(String, Value)> {
    let mut files: Vec<String> = std::fs::read_dir(deploy("kubernetes"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    files.sort();
    let mut found = Vec::new();
    for file in files.into_iter().filter(|file| file != LIST) {
        for document in documents(&file) {
            found.push((file.clone(), document));
        }
    }
    found
}

fn documents(file: &str) -> Vec<Value> {
    serde_saphyr::from_multiple(&read(&format!("kubernetes/{file}")))
        .unwrap_or_else(|e| panic!("{file}: {e}"))
}

/// The only manifest of a kind and name.
fn one(kind: &str, name: &str) -> Value {
    let all = manifests();
    let mut found = all
        .into_iter()
        .map(|(_, manifest)| manifest)
        .filter(|manifest| manifest["kind"] == kind && manifest["metadata"]["name"] == name);
    let only = found.next().unwrap_or_else(|| panic!("no {kind} {name}"));
    assert!(found.next().is_none(), "two of {kind} {name}");
    only
}

/// A pod as some manifest makes it: where it stands, its labels, and its `spec`.
struct Pod {
    of: String,
    labels: Map<String, Value>,
    spec: Value,
}

/// The pods that the manifests make, by themselves or by what makes pods.
fn pods() -> Vec<Pod> {
    let mut found = Vec::new();
    for (file, manifest) in manifests() {
        let pod = match manifest["kind"].as_str().unwrap() {
            "Pod" => &manifest,
            "Deployment" => &manifest["spec"]["template"],
            "CronJob" => &manifest["spec"]["jobTemplate"]["spec"]["template"],
            _ => continue,
        };
        found.push(Pod {
            of: format!("{file}: {}", manifest["metadata"]["name"].as_str().unwrap()),
            labels: pod["metadata"]["labels"].as_object().unwrap().clone(),
            spec: pod["spec"].clone(),
        });
    }
    assert_eq!(found.len(), 3, "the service, training, keys");
    found
}

fn list(value: &Value) -> &Vec<Value> {
    value.as_array().unwrap_or_else(|| panic!("no list: {value}"))
}

fn texts(value: &Value) -> Vec<&str> {
    list(value)
        .iter()
        .map(|word| word.as_str().unwrap_or_else(|| panic!("no text: {word}")))
        .collect()
}

/// Whether pods with these labels are meant.
fn selects(selector: &Value, labels: &Map<String, Value>) -> bool {
    let empty = Map::new();
    let wanted = selector["matchLabels"].as_object().unwrap_or(&empty);
    let any_of = selector["matchExpressions"].as_array().cloned().unwrap_or_default();
    wanted.iter().all(|(name, value)| labels.get(name) == Some(value))
        && any_of.iter().all(|expression| {
            assert_eq!(expression["operator"], "In");
            let label = labels.get(expression["key"].as_str().unwrap());
            label.is_some_and(|label| list(&expression["values"]).contains(label))
        })
}

#[test]
fn every_manifest_has_a_known_kind_a_name_and_is_listed() {
    let versions = BTreeMap::from([
        ("PersistentVolumeClaim", "v1"),
        ("Pod", "v1"),
        ("Service", "v1"),
        ("Deployment", "apps/v1"),
        ("CronJob", "batch/v1"),
        ("HorizontalPodAutoscaler", "autoscaling/v2"),
        ("PodDisruptionBudget", "policy/v1"),
        ("NetworkPolicy", "networking.k8s.io/v1"),
    ]);
    let mut kinds = BTreeSet::new();
    let mut files = BTreeSet::new();
    for (file, manifest) in manifests() {
        let kind = manifest["kind"].as_str().unwrap_or_else(|| panic!("{file}: no kind"));
        assert_eq!(versions.get(kind), manifest["apiVersion"].as_str().as_ref(), "{file}: {kind}");
        assert!(manifest["metadata"]["name"].as_str().unwrap().starts_with("dapei"), "{file}");
        assert_eq!(manifest["metadata"]["labels"]["app.kubernetes.io/name"], "dapei", "{file}");
        kinds.insert(kind.to_owned());
        files.insert(file);
    }
    assert!(versions.keys().all(|kind| kinds.contains(*kind)), "{kinds:?}");
    let list = &documents(LIST)[0];
    let mut listed: BTreeSet<String> =
        texts(&list["resources"]).into_iter().map(str::to_owned).collect();
    listed.insert("keys.yaml".to_owned()); // By hand only.
    assert_eq!(listed, files);
}

#[test]
fn every_pod_runs_without_root_without_rights_and_on_a_read_only_image() {
    for pod in pods() {
        let (of, spec) = (&pod.of, &pod.spec);
        let security = &spec["securityContext"];
        assert_eq!(security["runAsNonRoot"], true, "{of}");
        assert_eq!(security["runAsUser"], container::user(), "{of}: the image's user");
        assert_eq!(security["fsGroup"], container::user(), "{of}");
        assert_eq!(security["seccompProfile"], json!({"type": "RuntimeDefault"}), "{of}");
        assert_eq!(spec["automountServiceAccountToken"], false, "{of}");
        for trespass in ["hostNetwork", "hostPID", "hostIPC"] {
            assert!(spec[trespass].is_null(), "{of}: {trespass}");
        }
        let containers = list(&spec["containers"]);
        assert!(!containers.is_empty() && spec["initContainers"].is_null(), "{of}");
        for container in containers {
            let expected = json!({
                "allowPrivilegeEscalation": false,
                "readOnlyRootFilesystem": true,
                "capabilities": {"drop": ["ALL"]},
            });
            assert_eq!(container["securityContext"], expected, "{of}");
            for bound in ["/requests/cpu", "/requests/memory", "/limits/memory"] {
                let found = container["resources"].pointer(bound);
                assert!(found.is_some_and(Value::is_string), "{of}: {bound}");
            }
            let tag = container["image"].as_str().unwrap().rsplit_once(':').expect("a tag").1;
            assert_eq!(tag, env!("CARGO_PKG_VERSION"), "{of}");
        }
    }
    assert_eq!(documents(LIST)[0]["images"][0]["newTag"], env!("CARGO_PKG_VERSION"));
}

#[test]
fn what_the_pods_start_is_what_dapei_can_do_with_volumes_that_are_there() {
    let mut started = Vec::new();
    for pod in pods() {
        let container = &pod.spec["containers"][0];
        let mounts: Vec<&str> = list(&container["volumeMounts"])
            .iter()
            .map(|m| m["mountPath"].as_str().unwrap())
            .collect();
        for mount in list(&container["volumeMounts"]) {
            let volume = list(&pod.spec["volumes"]).iter().find(|v| v["name"] == mount["name"]);
            let claim = &volume.expect("a volume of the pod")["persistentVolumeClaim"]["claimName"];
            one("PersistentVolumeClaim", claim.as_str().unwrap());
        }
        if container["args"].is_null() {
            assert_eq!(container["command"][0], "sleep", "{}", pod.of);
            continue;
        }
        let arguments = texts(&container["args"]);
        dapei_takes(&arguments);
        for flag in ["--model", "--orders", "--items"] {
            let Some(path) = value_of(&arguments, flag) else { continue };
            assert!(mounts.iter().any(|mount| path.starts_with(mount)), "{}: {path}", pod.of);
        }
        started.push(arguments[0].to_owned());
    }
    started.sort();
    assert_eq!(started, ["serve", "train"]);
}

/// Whoever answers from outside gets at nothing that they could change.
#[test]
fn only_training_and_the_pod_for_keys_write() {
    for pod in pods() {
        let mounts = list(&pod.spec["containers"][0]["volumeMounts"]).clone();
        let writes: Vec<&str> = mounts
            .iter()
            .filter(|mount| mount["readOnly"] != true)
            .map(|mount| mount["mountPath"].as_str().unwrap())
            .collect();
        let component = pod.labels["app.kubernetes.io/component"].as_str().unwrap();
        let expected: &[&str] = match component {
            "service" => &[],
            "training" | "keys" => &["/model"],
            other => panic!("{other}"),
        };
        assert_eq!(writes, expected, "{}", pod.of);
    }
}

#[test]
fn probes_ask_open_routes_and_all_ports_are_the_one_that_is_listened_at() {
    let spec = one("Deployment", "dapei")["spec"]["template"]["spec"].clone();
    let container = &spec["containers"][0];
    let arguments = texts(&container["args"]);
    let port = &container["ports"][0];
    let listen = value_of(&arguments, "--listen").unwrap();
    assert_eq!(listen, format!("0.0.0.0:{}", port["containerPort"]));
    for (probe, path) in
        [("startupProbe", "/healthz"), ("livenessProbe", "/healthz"), ("readinessProbe", "/readyz")]
    {
        let asked = &container[probe]["httpGet"];
        assert_eq!(asked["path"], path, "{probe}");
        assert!(is_open_route(path), "{path}");
        assert_eq!(asked["port"], port["name"], "{probe}");
    }
    assert!(!is_open_route("/metrics"), "it needs a key, which no probe has");
    let service = one("Service", "dapei");
    assert_eq!(service["spec"]["ports"][0]["targetPort"], port["name"]);
    assert_eq!(service["spec"]["ports"][0]["port"], port["containerPort"]);
    let policy = one("NetworkPolicy", "dapei-service");
    assert_eq!(policy["spec"]["ingress"][0]["ports"][0]["port"], port["name"]);
    let exposed = container::instructions().into_iter().find(|(name, _)| name == "EXPOSE");
    assert_eq!(exposed.map(|(_, port)| port), Some(port["containerPort"].to_string()));
}

#[test]
fn a_pod_that_ends_is_given_the_time_that_the_service_may_take() {
    let spec = one("Deployment", "dapei")["spec"]["template"]["spec"].clone();
    let grace = spec["terminationGracePeriodSeconds"].as_u64().unwrap();
    let pause = &spec["containers"][0]["lifecycle"]["preStop"]["exec"]["command"];
    let pause = texts(pause);
    assert_eq!(pause[0], "sleep");
    let pause: u64 = pause[1].parse().unwrap();
    let longest = stops_within(&Settings::default()).as_secs();
    assert!(pause + longest < grace, "{pause} + {longest} < {grace}");
}

#[test]
fn whatever_selects_pods_selects_those_it_is_for() {
    let selected = |selector: &Value| -> Vec<String> {
        let pods = pods();
        let chosen = pods.iter().filter(|pod| selects(selector, &pod.labels));
        chosen
            .map(|pod| pod.labels["app.kubernetes.io/component"].as_str().unwrap().to_owned())
            .collect()
    };
    let deployment = one("Deployment", "dapei");
    assert_eq!(selected(&deployment["spec"]["selector"]), ["service"]);
    let service = json!({ "matchLabels": one("Service", "dapei")["spec"]["selector"] });
    assert_eq!(selected(&service), ["service"]);
    let budget = one("PodDisruptionBudget", "dapei");
    assert_eq!(selected(&budget["spec"]["selector"]), ["service"]);
    let policy = one("NetworkPolicy", "dapei-service");
    assert_eq!(selected(&policy["spec"]["podSelector"]), ["service"]);
    assert_eq!(policy["spec"]["policyTypes"], json!(["Ingress", "Egress"]));
    assert!(policy["spec"]["egress"].is_null(), "the service asks nobody");
    let offline = one("NetworkPolicy", "dapei-offline");
    assert_eq!(selected(&offline["spec"]["podSelector"]), ["keys", "training"]);
    assert_eq!(offline["spec"]["policyTypes"], json!(["Ingress", "Egress"]));
    assert!(offline["spec"]["ingress"].is_null() && offline["spec"]["egress"].is_null());
}

#[test]
fn replicas_are_the_autoscalers_to_say_and_a_drained_node_leaves_one() {
    assert!(one("Deployment", "dapei")["spec"]["replicas"].is_null());
    let scaler = one("HorizontalPodAutoscaler", "dapei")["spec"].clone();
    let target = json!({"apiVersion": "apps/v1", "kind": "Deployment", "name": "dapei"});
    assert_eq!(scaler["scaleTargetRef"], target);
    let (fewest, most) = (scaler["minReplicas"].as_u64(), scaler["maxReplicas"].as_u64());
    let kept = one("PodDisruptionBudget", "dapei")["spec"]["minAvailable"].as_u64();
    assert!(kept < fewest && fewest < most, "{kept:?} < {fewest:?} < {most:?}");
    let resource = &scaler["metrics"][0]["resource"];
    assert_eq!(resource["name"], "cpu");
}

#[test]
fn one_training_runs_at_a_time_and_ends() {
    let job = one("CronJob", "dapei-training")["spec"].clone();
    assert_eq!(job["concurrencyPolicy"], "Forbid");
    assert_eq!(job["schedule"].as_str().unwrap().split(' ').count(), 5);
    let bound = job["jobTemplate"]["spec"]["activeDeadlineSeconds"].as_u64().unwrap();
    assert!(bound < 24 * 60 * 60, "{bound}: the next night's begins");
    assert_eq!(job["jobTemplate"]["spec"]["template"]["spec"]["restartPolicy"], "Never");
}
