//! The manifests of one server that is told things: patches of the others, held against these and against the command.

use std::path::Path;

use serde_json::{Value, json};
use server::store::StoreAddress;

use crate::{dapei_takes, deploy, read, value_of};

fn document(file: &str) -> Value {
    let mut found: Vec<Value> = serde_saphyr::from_multiple(&read(file)).unwrap();
    assert_eq!(found.len(), 1, "{file}");
    found.remove(0)
}

fn of_one(file: &str) -> Value {
    document(&format!("kubernetes-one/{file}"))
}

/// The names in a list of things that have one.
fn names(list: &Value) -> Vec<&str> {
    list.as_array().unwrap().iter().map(|named| named["name"].as_str().unwrap()).collect()
}

#[test]
fn every_file_is_listed_and_every_patch_is_of_something_that_is_there() {
    let list = of_one("kustomization.yaml");
    assert_eq!(list["resources"], json!(["../kubernetes", "store.yaml"]));
    let mut listed: Vec<String> = vec!["kustomization.yaml".to_owned(), "store.yaml".to_owned()];
    for patch in list["patches"].as_array().unwrap() {
        let file = patch["path"].as_str().unwrap();
        listed.push(file.to_owned());
        let patch = of_one(file);
        let patched = [
            ("deployment.yaml", "deployment"),
            ("no-autoscaler.yaml", "autoscaler"),
            ("no-disruption.yaml", "disruption"),
        ];
        let patched = patched.iter().find(|(name, _)| *name == file).unwrap().1;
        let original = document(&format!("kubernetes/{patched}.yaml"));
        for field in ["/apiVersion", "/kind", "/metadata/name"] {
            assert_eq!(patch.pointer(field), original.pointer(field), "{file}: {field}");
        }
        let deletes = file.starts_with("no-");
        assert_eq!(patch["$patch"] == "delete", deletes, "{file}");
    }
    let mut found: Vec<String> = std::fs::read_dir(deploy("kubernetes-one"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    found.sort();
    listed.sort();
    assert_eq!(found, listed);
}

#[test]
fn there_is_one_server_at_a_time_with_a_volume_of_its_own_for_the_store() {
    let patch = of_one("deployment.yaml");
    assert_eq!(patch["spec"]["replicas"], 1);
    assert_eq!(patch["spec"]["strategy"], json!({"type": "Recreate", "rollingUpdate": null}));
    let pod = &patch["spec"]["template"]["spec"];
    let original = document("kubernetes/deployment.yaml");
    let original = &original["spec"]["template"]["spec"];
    assert_eq!(names(&pod["containers"]), names(&original["containers"]));
    let container = &pod["containers"][0];
    let texts = |list: &Value| -> Vec<String> {
        list.as_array().unwrap().iter().map(|text| text.as_str().unwrap().to_owned()).collect()
    };
    let arguments = texts(&container["args"]);
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    dapei_takes(&arguments);
    // The same but for the store.
    let at = arguments.iter().position(|word| *word == "--store").unwrap();
    let without = [&arguments[..at], &arguments[at + 2..]].concat();
    assert_eq!(without, texts(&original["containers"][0]["args"]));
    let store: StoreAddress = value_of(&arguments, "--store").unwrap().parse().unwrap();
    let mount = &container["volumeMounts"][0];
    assert_eq!(store.path().parent(), Some(Path::new(mount["mountPath"].as_str().unwrap())));
    assert_ne!(mount["readOnly"], true);
    assert_eq!(names(&container["volumeMounts"]), names(&pod["volumes"]));
    let claim = of_one("store.yaml");
    assert_eq!(pod["volumes"][0]["persistentVolumeClaim"]["claimName"], claim["metadata"]["name"]);
    assert_eq!(claim["kind"], "PersistentVolumeClaim");
    assert_eq!(claim["spec"]["accessModes"], json!(["ReadWriteOnce"]));
    // Neither the model nor any other volume is written by it.
    let mounts = original["containers"][0]["volumeMounts"].as_array().unwrap();
    assert!(mounts.iter().all(|mount| mount["readOnly"] == true));
}
